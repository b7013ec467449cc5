import sys

items = [{"name": "ham", "count": 2}, {"name": "egg", "count": 3}]
dbutils.jobs.taskValues.set("items", items)
dbutils.jobs.taskValues.set("total", sum(item["count"] for item in items))
print("at least", sys.argv[1])
