"""The page of those on call, /truc: who they are, what they see, and what they do."""
