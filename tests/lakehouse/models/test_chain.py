"""Train, score, alert and trace on real Spark, Delta and MLflow."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
import pytest
from pyspark.sql import SparkSession

from aerotwin.alerts import actions, chain, lookup, replay, trace, views
from aerotwin.alerts.raise_ import raise_alerts
from aerotwin.errors import AeroTwinError
from aerotwin.models import delta, forest, registry, score, train, training_data
from aerotwin.models.subject import Subject

_spec = importlib.util.spec_from_file_location("synthetic", Path(__file__).with_name("synthetic.py"))
assert _spec is not None and _spec.loader is not None
synthetic = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(synthetic)


def counts_and_versions(spark: SparkSession, subject: Subject) -> list[tuple[int, int]]:
    names = [subject.table("inferences"), subject.table("alerts")]
    return [(spark.table(name).count(), delta.version(spark, name)) for name in names]


def test_the_whole_chain_twice(spark: SparkSession, schema: str, engine: Subject, monkeypatch):
    synthetic.write(spark, engine, foretell=True)
    trained = train.train(spark, engine, "main", schema)
    metrics = trained.fitted.evaluation.metrics
    assert trained.verdict.promoted, trained.text
    assert metrics["average_precision"] > metrics["rule_average_precision"] > metrics["base_rate"]
    assert trained.champion == trained.version.version == 1

    run = mlflow.get_run(trained.version.run_id)
    assert run.data.metrics["average_precision"] == pytest.approx(metrics["average_precision"])
    dataset = run.inputs.dataset_inputs[0].dataset
    assert dataset.name == engine.table("features")
    assert '"delta_table_name"' in dataset.source
    artifacts = {item.path for item in mlflow.MlflowClient().list_artifacts(trained.version.run_id)}
    pictures = {"calibration.png", "feature_importances.csv", "feature_importances.png"}
    assert pictures | {"alert_thresholds.json"} <= artifacts
    # The choice of the threshold is logged with the model, and what it was chosen for.
    chosen = {
        "raise_probability": str(trained.fitted.thresholds.raise_probability),
        "raise_probability_source": trained.fitted.thresholds.source,
        "false_alerts_budget_per_1000_flights": str(engine.alerts.false_alerts_per_1000_flights),
    }
    assert chosen.items() <= run.data.params.items()
    info = mlflow.models.get_model_info(trained.version.uri)
    assert info.signature.inputs.input_names() == [s.name for s in engine.sensors[:2]] + ["health_index"]

    first = score.score(spark, engine, "main", schema)
    assert (len(first.rows), first.inserted) == (300, 300)
    raised = raise_alerts(spark, engine)
    assert raised.opened > 0
    before = counts_and_versions(spark, engine)
    scored_at = spark.table(engine.table("inferences")).selectExpr("max(scored_at)").collect()

    again = score.score(spark, engine, "main", schema)
    assert again.inserted == 0
    assert raise_alerts(spark, engine).opened == 0
    assert counts_and_versions(spark, engine) == before
    assert spark.table(engine.table("inferences")).selectExpr("max(scored_at)").collect() == scored_at

    # A newer version of the same model scores anew, and leaves the standing alerts alone.
    assert train.train(spark, engine, "main", schema).version.version == 2
    assert score.score(spark, engine, "main", schema).inserted == 300
    assert raise_alerts(spark, engine).opened == 0

    views.create_views(spark, [engine])
    assert views.orphans(spark) == 0
    assert chain.orphan_ids(spark, [engine], raised.alerts) == []
    assert spark.table("alert_trace").count() == raised.opened == spark.table(engine.table("alerts")).count()
    monkeypatch.setattr(lookup, "existing", lambda _: [engine])
    alert = raised.alerts.iloc[0]
    found = trace.trace(spark, alert["alert_id"])
    assert found.inference["trace_id"] == alert["trace_id"]
    assert found.inference["failure_probability"] == alert["failure_probability"]
    assert (found.model["version"], found.model["run_id"]) == (1, trained.version.run_id)
    assert found.feature_row["cycle"] == found.reading["cycle"] == found.inference["cycle"]
    assert found.source_file == f"{engine.slug}/readings.jsonl"
    assert alert["alert_id"] in found.text()
    with pytest.raises(AeroTwinError, match=f"closest: .*{alert['alert_id'][:6]}"):
        trace.trace(spark, alert["alert_id"][:-1])

    # The recorded model version gives the recorded probability for the feature row, to the last digit.
    model = mlflow.sklearn.load_model(f"models:/{found.model['name']}/{found.model['version']}")
    row = forest.matrix(pd.DataFrame([found.feature_row]), model.feature_names_in_)
    assert np.isclose(forest.probability(model, row)[0], alert["failure_probability"], rtol=0, atol=1e-12)

    # Refilling the feature table, as the pipeline does, takes nothing from what was recorded.
    features = engine.table("features")
    spark.sql(f"UPDATE {features} SET health_index = 1.0, {engine.sensors[0].name} = -9.0").collect()
    again_scored = replay.replay(spark)
    assert len(again_scored) == raised.opened
    assert all(one.equal for one in again_scored), [one.text for one in again_scored]
    # VACUUM keeps for trace_days what a replay reads.
    kept = ", ".join(f"'{name}' = '{value}'" for name, value in delta.retention_properties().items())
    spark.sql(f"ALTER TABLE {features} SET TBLPROPERTIES ({kept})").collect()
    spark.sql(f"VACUUM {features}").collect()
    assert all(one.equal for one in replay.replay(spark))
    inferences = engine.table("inferences")
    one = f"WHERE trace_id = '{alert['trace_id']}'"
    spark.sql(f"UPDATE {inferences} SET failure_probability = failure_probability + 1e-6 {one}").collect()
    (off,) = replay.replay(spark, [alert["alert_id"]])
    assert not off.equal and repr(off.recorded) in off.text and repr(off.scored) in off.text

    # What people do lasts, whatever runs afterwards, and stands in alert_events once.
    standing = list(raised.alerts["alert_id"])
    assert len(standing) >= 2
    actions.acknowledge(spark, standing[0], "kim", "borescope planned")
    assert actions.acknowledge(spark, standing[0], "lee")["acknowledged_by"] == "kim"
    spark.sql(
        f"UPDATE {engine.table('alerts')} SET state = 'acknowledged', acknowledged_by = 'sql', "
        f"acknowledged_at = current_timestamp() WHERE alert_id = '{standing[1]}' AND state = 'open'"
    ).collect()
    actions.close(spark, standing[0], "kim", "sensor replaced")
    with pytest.raises(AeroTwinError, match="closed by kim already: sensor replaced"):
        actions.close(spark, standing[0], "lee", "too")
    before = spark.table(engine.table("alerts")).toPandas()
    for version in ("1", "2", "1"):
        assert raise_alerts(spark, engine, version).opened == 0
    after = spark.table(engine.table("alerts")).toPandas()
    pd.testing.assert_frame_equal(
        before.sort_values("alert_id"), after.sort_values("alert_id"), check_like=True
    )
    steps = [step["action"] for step in actions.show_alert(spark, standing[0])["events"]]
    assert [s for s in steps if s != "escalate"] == ["raise", "acknowledge", "close"]
    by_sql = [step["who"] for step in actions.history(spark, standing[1]) if step["action"] == "acknowledge"]
    assert by_sql == ["sql"]
    assert spark.sql("SELECT event_id FROM alert_events GROUP BY 1 HAVING count(*) > 1").count() == 0
    for change in ("UPDATE alert_events SET who = 'nobody'", "DELETE FROM alert_events"):
        with pytest.raises(Exception, match="DELTA_CANNOT_MODIFY_APPEND_ONLY"):
            spark.sql(change).collect()
    assert [row["alert_id"] for row in actions.list_alerts(spark, state="acknowledged")] == [standing[1]]

    # An orphan is seen.
    spark.sql(f"DELETE FROM {engine.table('inferences')} WHERE trace_id = '{alert['trace_id']}'").collect()
    assert views.orphans(spark) == 1
    assert chain.orphan_ids(spark, [engine], raised.alerts) == [alert["alert_id"]]
    reading = raised.alerts.iloc[-1]
    silver = engine.table("silver")
    spark.sql(
        f"DELETE FROM {silver} WHERE aircraft_id = '{reading['aircraft_id']}' "
        f"AND cycle = {(reading['observed_at'] - synthetic.START).days + 1}"
    ).collect()
    both = sorted({alert["alert_id"], reading["alert_id"]})
    assert chain.orphan_ids(spark, [engine], raised.alerts) == both

    # What is kept for no time is gone, and a replay says so.
    with_check = "spark.databricks.delta.retentionDurationCheck.enabled"
    spark.conf.set(with_check, "false")
    spark.sql(f"VACUUM {features} RETAIN 0 HOURS").collect()
    spark.conf.unset(with_check)
    with pytest.raises(AeroTwinError, match="retention is trace_days"):
        replay.feature_rows(spark, features, found.inference["feature_version"], [found.inference])
    assert views.orphans(spark) == len(both)


def test_noise_is_not_promoted_and_the_missing_alias_names_the_command(
    spark: SparkSession, schema: str, engine: Subject
):
    synthetic.write(spark, engine, foretell=False)
    trained = train.train(spark, engine, "main", schema)
    assert not trained.verdict.promoted
    assert trained.text.endswith("there is no champion yet")
    with pytest.raises(AeroTwinError, match=f"aerotwin bundle run aerotwin --only train_{engine.slug}"):
        score.score(spark, engine, "main", schema)
    with pytest.raises(AeroTwinError, match="has no version 7; versions: 1"):
        score.score(spark, engine, "main", schema, version="7")
    with pytest.raises(AeroTwinError, match="score_days 'x'"):
        score.score(spark, engine, "main", schema, version="1", score_days="x")
    assert score.score(spark, engine, "main", schema, version="1").version.version == 1
    assert raise_alerts(spark, engine, version="1").escalated == 0
    assert spark.catalog.tableExists(engine.table("alerts"))


def test_the_last_champion_stays(spark: SparkSession, schema: str, engine: Subject):
    synthetic.write(spark, engine, foretell=True)
    assert train.train(spark, engine, "main", schema).champion == 1
    synthetic.write(spark, engine, foretell=False)
    later = train.train(spark, engine, "main", schema)
    assert (later.version.version, later.champion) == (2, 1)
    assert later.text.endswith("version 1 stays champion")
    assert registry.resolve(engine.slug, engine.slug).version == 1


def test_shuffling_the_future_changes_neither_fit_nor_rule(spark: SparkSession, engine: Subject):
    synthetic.write(spark, engine, foretell=True)
    data = training_data.load(spark, engine)
    honest = train.fit_and_judge(engine, data)
    frame = data.frame.copy()
    held_out = data.parts.test | data.parts.timeline
    columns = forest.feature_columns(frame)
    shuffled = frame.loc[held_out, columns].sample(frac=1, random_state=1).to_numpy()
    frame.loc[held_out, columns] = shuffled
    frame.loc[held_out, "label"] = 1 - frame.loc[held_out, "label"]
    blind = train.fit_and_judge(
        engine, training_data.TrainingData(frame, data.parts, data.failures, data.table, data.version)
    )
    assert blind.evaluation.rule == honest.evaluation.rule
    rows = forest.matrix(data.frame, columns)
    same = forest.probability(blind.forest, rows) == forest.probability(honest.forest, rows)
    assert same.all()
