"""The agent's own page on the network of its office: readable when the hub and the Internet are gone."""
