/// The page's one style sheet. Colours, contrasts and their order are those of economics.md §3.3, checked there for
/// colour vision in both schemes; each colour has one meaning on every chart.
enum PageStyle {
  static let css = palette + layout + tables + charts + plots + media

  private static let light = """
    --page:#FFFFFF;--text:#1A1F27;--muted:#59616D;--link:#0B5CAD;--axis:#767D88;--rule:#DFE3E8;\
    --used:#0072B2;--idle:#8A8F98;--overhead:#2A1A4A;--people:#E0590B;--switching:#7B1E1E;--warn:#B03A00;\
    --heat0:#EAF2F9;--heat1:#C3DBEE;--heat2:#8DBBDD;--heat3:#4A8FC3;--heat4:#0B5C98;\
    --ink0:#1A1F27;--ink3:#101418;--ink4:#FFFFFF
    """

  private static let dark = """
    --page:#12161C;--text:#E8ECF2;--muted:#A9B2BF;--link:#7DB9FF;--axis:#7C8490;--rule:#2C343F;\
    --used:#4FA8E0;--idle:#6F7884;--overhead:#E9ECF2;--people:#F2B134;--switching:#C2553A;--warn:#F2B134;\
    --heat0:#16222E;--heat1:#1E3A52;--heat2:#2A5A80;--heat3:#4FA8E0;--heat4:#A9D6F5;\
    --ink0:#E8ECF2;--ink3:#12161C;--ink4:#12161C
    """

  private static let palette = """
    :root{\(light)}
    @media (prefers-color-scheme:dark){:root{\(dark)}}

    """

  private static let layout = """
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
    body{margin:0;background:var(--page);color:var(--text);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,\
    "Helvetica Neue",Arial,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
    header,main,footer{max-width:70rem;margin:0 auto;padding:0 1.5rem}
    header{padding-top:2.5rem}
    a{color:var(--link)}
    a:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--link);outline-offset:3px}
    .skip{position:absolute;left:1rem;top:-6rem;padding:.6rem 1rem;background:var(--page);border:2px solid var(--link)}
    .skip:focus{top:.5rem}
    .kicker{margin:0 0 1rem;color:var(--muted);font-size:.95rem}
    .kicker strong{color:var(--text);font-weight:600}
    h1{margin:0;max-width:60rem;font-size:clamp(1.35rem,1.1rem + 1.1vw,1.85rem);line-height:1.34;font-weight:600;\
    letter-spacing:-.01em}
    h2{margin:0 0 .5rem;max-width:50rem;font-size:1.35rem;line-height:1.35;font-weight:600;letter-spacing:-.006em}
    h3{margin:3.5rem 0 .25rem;font-size:1.15rem;line-height:1.4;font-weight:600}
    h4{margin:2rem 0 .25rem;font-size:1rem;line-height:1.4;font-weight:600}
    h5{margin:1.5rem 0 .25rem;font-size:.92rem;line-height:1.4;font-weight:600}
    #figures{margin-top:6rem;padding-top:2.5rem;border-top:4px solid var(--rule)}
    .back{margin:0;font-size:.85rem}
    .parts{padding:0;list-style:none}
    .parts li{margin:.6rem 0}
    p,ul{max-width:46rem}
    p{margin:.5rem 0}
    section{margin:4.5rem 0 0}
    .question{margin:0 0 .35rem;color:var(--muted);font-size:.9rem}
    .number{display:inline-block;min-width:1.5em;color:var(--text);font-weight:600}
    .finding{font-weight:600}
    .figures{white-space:nowrap}
    .how{color:var(--muted);font-size:.9rem}
    .warn{color:var(--warn);font-weight:600}
    .cards{display:grid;grid-template-columns:repeat(4,1fr);gap:1rem;margin:2.25rem 0 0;padding:0;list-style:none;\
    max-width:none}
    .cards li{border:1px solid var(--rule);border-top:4px solid var(--axis);border-radius:.25rem;\
    padding:1rem 1.15rem 1.1rem}
    .cards li.today{border-top-color:var(--text)}
    .cards li.saves{border-top-color:var(--used)}
    .cards li.costs{border-top-color:var(--people)}
    .cards li.only{grid-column:1/-1}
    .cards p{margin:0}
    .cards .value{margin:.15rem 0 .3rem;font-size:1.5rem;line-height:1.25;font-weight:600;letter-spacing:-.01em}
    .cards .label,.cards .detail{color:var(--muted);font-size:.9rem;line-height:1.45}
    .status{display:grid;grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));gap:.9rem 1.5rem;\
    margin:2.25rem 0 0;padding:1.1rem 0 0;border-top:1px solid var(--rule)}
    .status div{min-width:0}
    .status dt{color:var(--muted);font-size:.8rem}
    .status dd{margin:0;font-size:.92rem}
    nav{margin:2.25rem 0 0;padding:1rem 0 0;border-top:1px solid var(--rule)}
    nav ul{display:flex;flex-wrap:wrap;gap:.15rem 1.4rem;margin:0;padding:0;list-style:none;max-width:none;\
    font-size:.92rem}
    nav .number{display:inline}
    nav a{display:inline-block;padding:.2rem 0;min-height:24px}
    footer{margin-top:5rem;padding-top:1.25rem;padding-bottom:3rem;color:var(--muted);font-size:.85rem}
    footer p{max-width:none}

    """

  private static let tables = """
    .scroll{overflow-x:auto;margin:1rem 0 0}
    table{border-collapse:collapse;width:100%;font-size:.92rem;line-height:1.4;overflow-wrap:normal}
    caption{padding:0 0 .5rem;text-align:left;color:var(--muted);font-size:.85rem}
    caption span{display:inline-block;max-width:calc(100vw - 3rem)}
    th,td{padding:.45rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule);font-weight:400}
    th:first-child,td:first-child{padding-left:0}
    th:last-child,td:last-child{padding-right:0}
    thead th{vertical-align:bottom;color:var(--muted);font-size:.82rem;border-bottom:1px solid var(--axis)}
    tbody th.name,tfoot th.name{min-width:10.5rem}
    thead .n{white-space:normal}
    tbody th[scope=rowgroup]{padding-top:1.5rem;font-weight:600}
    tfoot th,tfoot td{border-bottom:0;border-top:1px solid var(--axis);font-weight:600}
    .n{text-align:right;white-space:nowrap}
    .name{overflow-wrap:anywhere;min-width:7.25rem;max-width:18rem}
    .text{min-width:8rem}
    .list{min-width:16rem;overflow-wrap:anywhere}
    tfoot td.text:not(:empty){min-width:14rem}
    .id{display:block;color:var(--muted);font-size:.82rem}
    td.chart{min-width:9rem;width:27%;vertical-align:middle;padding-left:1px;border-left:1px solid var(--axis)}
    tfoot td.chart{border-left:0}
    td.more{color:var(--muted);font-style:italic}

    """

  private static let charts = """
    svg.bar{display:block;width:100%;overflow:visible}
    svg.bar+svg.bar{margin-top:3px}
    svg.defs{position:absolute}
    .gap{stroke:var(--page);stroke-width:2}
    .used{fill:var(--used)}
    .idle{fill:var(--idle)}
    .overhead{fill:var(--overhead)}
    .people{fill:var(--people)}
    .switching{fill:var(--switching)}
    .total{fill:var(--text)}
    .ground{fill:var(--page)}
    .legend{display:flex;flex-wrap:wrap;gap:.35rem 1.4rem;margin:1rem 0 0;padding:0;list-style:none;max-width:none;\
    font-size:.88rem}
    .legend li{display:flex;align-items:center;gap:.45rem}
    .legend svg{flex:none}

    """

  private static let plots = """
    figure.plot{margin:1.75rem 0 0;max-width:54rem}
    .chart-title{margin:2rem 0 0;color:var(--muted);font-size:.9rem}
    svg.plot{display:block;overflow:visible;font-size:13px}
    .plot text{fill:var(--text)}
    .plot .end{text-anchor:end}
    .plot .middle{text-anchor:middle}
    .plot .strong{font-weight:600}
    .plot .small{font-size:12px}
    .plot .muted{fill:var(--muted)}
    .plot .halo{paint-order:stroke;stroke:var(--page);stroke-width:4px;stroke-linejoin:round}
    .axis,.join{stroke:var(--axis);stroke-width:1}
    .heat0{fill:var(--heat0)}
    .heat1{fill:var(--heat1)}
    .heat2{fill:var(--heat2)}
    .heat3{fill:var(--heat3)}
    .heat4{fill:var(--heat4)}
    .plot .ink0,.plot .ink1,.plot .ink2{fill:var(--ink0)}
    .plot .ink3{fill:var(--ink3)}
    .plot .ink4{fill:var(--ink4)}
    .box{fill:none;stroke:currentColor;stroke-width:1.5}
    .heat3+.box{stroke:var(--ink3)}
    .heat4+.box{stroke:var(--ink4)}
    .nothing{fill:var(--axis)}
    .circle,.triangle{fill:var(--muted)}
    .square{fill:var(--warn)}
    .ring{fill:none;stroke:var(--muted);stroke-width:1.5}
    .swatch,.area{stroke:var(--page);stroke-width:1}
    .swatch{stroke:var(--axis)}
    .outline{fill:none;stroke:var(--axis);stroke-width:1}
    .level{stroke:var(--text);stroke-width:1.5}
    .zero{stroke:var(--text);stroke-width:2}
    .model{stroke-dasharray:6 4}
    .band{fill:var(--heat1)}
    .edge{fill:none;stroke:var(--axis);stroke-width:1;stroke-dasharray:4 3}
    .curve{fill:none;stroke:var(--used);stroke-width:2.5;stroke-dasharray:9 3}
    .part,.alternative{stroke:var(--text);stroke-width:1.5;stroke-dasharray:2 3}
    .alternative{stroke-dasharray:12 3 2 3}
    .point{fill:var(--text);stroke:var(--page);stroke-width:2}
    .partial{fill:var(--page);stroke:var(--axis);stroke-width:1}
    .trends{display:grid;grid-template-columns:repeat(auto-fill,minmax(14rem,1fr));gap:1.75rem 2rem;\
    margin:1.75rem 0 0;padding:0;list-style:none;max-width:none}
    .trends figure.plot{margin:.25rem 0 0}
    .small-title{margin:0;font-size:.9rem;font-weight:600}

    """

  private static let media = """
    @media (max-width:56rem){.cards{grid-template-columns:repeat(2,1fr)}
    .scroll{background:linear-gradient(to left,var(--page) 1rem,transparent 2.5rem) local,\
    linear-gradient(to left,var(--rule) 0,transparent 1.25rem) scroll}
    th[scope=row],thead th:first-child{position:sticky;left:0;z-index:1;background:var(--page)}}
    @media (max-width:32rem){header,main,footer{padding-left:1rem;padding-right:1rem}header{padding-top:1.5rem}\
    .cards{grid-template-columns:1fr;gap:.75rem}section{margin-top:3.25rem}h2{font-size:1.2rem}\
    .status{grid-template-columns:repeat(2,1fr)}\
    .text{min-width:7rem}tbody th.name,tfoot th.name{min-width:8.5rem}}
    @media (forced-colors:active){.bar rect,.legend rect,.plot rect,.plot .box,.band,.area{stroke:currentColor}\
    .plot text,.plot [class*=ink]{fill:currentColor;stroke:none}\
    .axis,.join,.level,.zero,.curve,.edge,.ring{stroke:currentColor}\
    .circle,.triangle,.square,.point,.nothing{fill:currentColor}.plot rect[class^=heat]{fill:none}\
    .cards li{border-color:currentColor}}
    @page{margin:14mm}
    @media print{:root{font-size:9.5pt;\(light)}
    header,main,footer{max-width:none;padding-left:0;padding-right:0}
    header{padding-top:0}
    nav,.skip,.figures,.back{display:none}
    .cards{grid-template-columns:repeat(4,1fr)}
    .cards .value{font-size:1.25rem}
    .scroll{overflow:visible;background:none}
    th[scope=row],thead th:first-child{position:static}
    caption span{max-width:none}
    section{margin-top:2.25rem}
    .question,h2,h3,h4,h5,.legend,.chart-title,caption{break-after:avoid}
    p,.legend,.wide,.short,.short table,tbody:not(.long){break-inside:avoid}
    thead,.long tr:nth-child(-n+2){break-after:avoid}
    tfoot tr,.long tr:last-child{break-before:avoid}
    li{orphans:3;widows:3}
    tr,figure,.cards li,.status,.trends li{break-inside:avoid}
    .wide svg{max-width:100%;height:auto}
    .trends{grid-template-columns:repeat(3,1fr);gap:1rem}
    thead{display:table-header-group}
    tfoot{display:table-row-group}
    table{font-size:7.8pt}
    table bdi,td.text{overflow-wrap:anywhere}
    thead th,caption,.id{font-size:7.5pt}
    .cards li{padding:.7rem .8rem}
    th,td{padding:.28rem .4rem}
    .name,.text{min-width:5.4rem}
    tbody th.name,tfoot th.name{min-width:6.5rem}
    .list{min-width:12rem}
    td.chart{min-width:5rem;width:20%}
    svg{-webkit-print-color-adjust:exact}
    footer{margin-top:2rem}}

    """
}
