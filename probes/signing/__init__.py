"""What certificates and their authorities' answers mean together: may this signer sign, and for how long. No network."""
