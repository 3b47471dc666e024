"""`thongsuot demo`: a simulated province on loopback, looked at with real packets, with faults scripted at the network seam."""
