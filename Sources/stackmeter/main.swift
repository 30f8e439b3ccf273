import Glibc

exit(CommandLineTool.finished(CommandLineTool.run(Array(CommandLine.arguments.dropFirst()))).rawValue)
