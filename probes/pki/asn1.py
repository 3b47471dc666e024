"""One turn at a time with asn1crypto, and with the path library that rests on it.

asn1crypto prepares each of its classes when it is first used, and two threads at once get in each other's way: the first
look after a start would now and then call a good answer malformed.
"""

from threading import RLock

ONE_READER = RLock()
