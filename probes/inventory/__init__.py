"""What is watched: the province's communes, lines, services, signers and teams, read from YAML and checked whole."""
