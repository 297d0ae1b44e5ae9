print("starcrm-bench")
