"""Quality: rules as SQL, Great Expectations suites, the gate and the reconciliation of counts."""
