from databricks.bundles.jobs import Job, NotebookTask, Task, TaskDependency

ask = Task(task_key="ask", notebook_task=NotebookTask(notebook_path="src/ask.py"))
answer = Task(
    task_key="answer",
    depends_on=[TaskDependency(task_key="ask")],
    notebook_task=NotebookTask(
        notebook_path="src/answer.py", base_parameters={"greeting": "${var.greeting}"}
    ),
)
greet = Job(name="greet", tasks=[ask, answer])
