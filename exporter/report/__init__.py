"""Reports on paper: `day` and `month` say what stands in them, `formats` how it is written. One format, one file."""
