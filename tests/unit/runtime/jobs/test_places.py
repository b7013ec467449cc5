from pathlib import Path

import pytest

from aerotwin.runtime.bundle import load
from aerotwin.runtime.jobs.places import places

BUNDLE = """
bundle: {name: b}
variables:
  catalog: {default: main}
  schema: {default: "${workspace.current_user.short_name}_x"}
  silver_catalog: {default: silver}
  silver_schema: {default: clean}
  warehouse_id: {default: abc}
resources:
  schemas: {s: {catalog_name: sales, name: orders}}
  volumes: {v: {catalog_name: sales, schema_name: orders, name: raw, volume_type: MANAGED}}
  pipelines: {p: {catalog: lake, target: bronze}}
  jobs:
    j:
      parameters: [{name: catalog, default: dev}, {name: schema_name, default: "{{job.run_id}}"}]
      tasks:
        - task_key: n
          notebook_task: {notebook_path: n, base_parameters: {catalog_name: nc, database: nd}}
        - task_key: w
          python_wheel_task: {package_name: p, entry_point: e, parameters: [--catalog, wc, --schema=ws]}
        - task_key: l
          for_each_task:
            inputs: "[1]"
            task:
              task_key: i
              sql_task: {file: {path: f}, parameters: {schema: a.b, catalog: hive_metastore}}
"""


def test_what_resources_are_and_parameters_name(tmp_path: Path) -> None:
    (tmp_path / "databricks.yml").write_text(BUNDLE)
    loaded = load(tmp_path, environ={})
    found = {line.removeprefix("CREATE ").replace(" IF NOT EXISTS", "") for line in places(loaded)}
    user = loaded.variables["schema"]
    assert found == {
        *(f"CATALOG `{one}`" for one in ("main", "silver", "sales", "lake", "dev", "nc", "wc", "a")),
        f"SCHEMA `main`.`{user}`",
        "SCHEMA `silver`.`clean`",
        "SCHEMA `sales`.`orders`",
        "VOLUME `sales`.`orders`.`raw`",
        "SCHEMA `lake`.`bronze`",
        "SCHEMA `nc`.`nd`",
        "SCHEMA `wc`.`ws`",
        "SCHEMA `a`.`b`",
    }


def test_catalogs_come_before_their_schemas(tmp_path: Path) -> None:
    (tmp_path / "databricks.yml").write_text(BUNDLE)
    kinds = [line.split()[1] for line in places(load(tmp_path, environ={}))]
    assert kinds == sorted(kinds, key=["CATALOG", "SCHEMA", "VOLUME"].index)


def test_schemas_without_a_catalog_are_of_the_sessions(tmp_path: Path) -> None:
    (tmp_path / "databricks.yml").write_text("{bundle: {name: b}, variables: {schema: {default: bronze}}}")
    (tmp_path / "load.sql").write_text("INSERT INTO default.a SELECT 1;\nINSERT INTO silver.a SELECT 1")
    found = places(load(tmp_path, environ={}))
    assert sorted(found) == [
        f"CREATE SCHEMA IF NOT EXISTS `spark_catalog`.`{name}`" for name in ("bronze", "silver")
    ]


def test_an_option_without_a_value_names_nothing(tmp_path: Path) -> None:
    (tmp_path / "databricks.yml").write_text(
        "bundle: {name: b}\nresources: {jobs: {j: {tasks: [{task_key: t, spark_python_task: {python_file: f, "
        "parameters: [--catalog, --schema, s]}}]}}}\n"
    )
    assert "CREATE CATALOG IF NOT EXISTS `--schema`" not in places(load(tmp_path, environ={}))


def test_a_configuration_file_names_a_schema_for_each_stage(tmp_path: Path) -> None:
    (tmp_path / "databricks.yml").write_text("bundle: {name: b}")
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "project.yml").write_text(
        "dev: {catalog_name: lab_dev, schema_name: houses}\n"
        "prd: {catalog_name: lab_prd, schema_name: houses}\n"
        "models: [{name: orders, schema: not_one}]\n"
    )
    (tmp_path / "conf" / "settings.json").write_text('{"target": {"catalog": "lake", "schema": "raw"}}')
    (tmp_path / "template.yml").write_text("catalog: {{ .catalog }}: x\n")
    assert places(load(tmp_path, environ={})) == [
        f"CREATE CATALOG IF NOT EXISTS `{name}`" for name in ("lab_dev", "lab_prd", "lake")
    ] + [
        f"CREATE SCHEMA IF NOT EXISTS `{catalog}`.`{schema}`"
        for catalog, schema in (("lab_dev", "houses"), ("lab_prd", "houses"), ("lake", "raw"))
    ]


@pytest.mark.parametrize(
    ("catalogs", "schemas"),
    [
        ("catalog: {default: lake}", ["CREATE SCHEMA IF NOT EXISTS `lake`.`raw`"]),
        ("catalog: {default: lake}, old_catalog: {default: pond}", []),
    ],
)
def test_schemas_in_a_catalog_that_programs_are_given(
    tmp_path: Path, catalogs: str, schemas: list[str]
) -> None:
    targets = "targets: {dev: {default: true}, prod: {variables: {catalog: lake_prod}}}"
    (tmp_path / "databricks.yml").write_text(f"{{bundle: {{name: b}}, variables: {{{catalogs}}}, {targets}}}")
    (tmp_path / "a.py").write_text('df.write.saveAsTable(f"{catalog}.raw.trips")')
    found = places(load(tmp_path, environ={}))
    assert [one for one in found if "SCHEMA" in one] == schemas
