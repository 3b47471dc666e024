"""From observations to states: what each target is, seen from each vantage."""
