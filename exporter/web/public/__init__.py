"""The public side: pages that work without JavaScript, and the JSON API."""
