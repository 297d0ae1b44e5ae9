print("starcrm")
