"""USB tokens, through their vendors' PKCS#11 modules and without a PIN; and the Windows certificate store.

`reading.read_token` -> `process.run_reader` -> a process of its own: `reader`, which alone loads a vendor's module.
"""
