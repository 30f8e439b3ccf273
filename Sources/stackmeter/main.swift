print("stackmeter")
