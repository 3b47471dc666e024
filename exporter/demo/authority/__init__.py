"""The demo's certification authority: what it answers over HTTP about its certificates, well or as badly as the story says."""
