{# dbt-databricks' materializations that a refresh brings up to date. #}

{% materialization streaming_table, adapter='databricks' %}
  {{ return(refreshed('create or refresh streaming table')) }}
{% endmaterialization %}

{% materialization materialized_view, adapter='databricks' %}
  {{ return(refreshed('create or replace materialized view')) }}
{% endmaterialization %}

{% macro refreshed(create) %}
  {% set target = this.incorporate(type='table') %}
  {% set existing = load_cached_relation(this) %}
  {{ run_hooks(pre_hooks) }}
  {% if existing is not none and (existing.type != 'table' or should_full_refresh()) %}
    {{ adapter.drop_relation(existing) }}
  {% endif %}
  {% call statement('main') %}
    {{ create }} {{ target }} as {{ model['compiled_code'] }}
  {% endcall %}
  {{ run_hooks(post_hooks) }}
  {{ return({'relations': [target]}) }}
{% endmacro %}
