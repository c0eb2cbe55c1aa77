"""The law: values, rules and every worked example."""
