{# dbt-databricks' materialization of a model that is a metric view's YAML. #}

{% materialization metric_view, adapter='databricks' %}
  {% set target = this.incorporate(type='view') %}
  {% set existing = load_cached_relation(this) %}
  {{ run_hooks(pre_hooks) }}
  {# dbt-spark takes what it does not know to be a view for a table. #}
  {% set views = run_query('show views in ' ~ this.database ~ '.' ~ this.schema ~ " like '" ~ this.identifier ~ "'") %}
  {% if existing is not none and not views.rows %}
    {{ adapter.drop_relation(existing) }}
  {% endif %}
  {% call statement('main') %}
    create or replace view {{ target }} with metrics language yaml as $$
{{ model['compiled_code'] }}
$$
  {% endcall %}
  {{ run_hooks(post_hooks) }}
  {{ return({'relations': [target]}) }}
{% endmaterialization %}
