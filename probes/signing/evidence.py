"""The revocation lists that are known, found by whom they are from; only the newest of each scope counts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from probes.pki import Certificate
from probes.pki.crl import Crl
from probes.pki.times import CLOCK_TOLERANCE_SECONDS


class Evidence:
    """Lists by their issuer's name. Whose key signed a list is checked once and remembered. Threads may share it."""

    def __init__(self, crls: Iterable[Crl] = ()) -> None:
        self._by_issuer: dict[bytes, list[Crl]] = defaultdict(list)
        for crl in crls:
            self._by_issuer[crl.issuer].append(crl)
        self._signed: dict[tuple[int, bytes], bool] = {}

    def lists_of(self, issuer: bytes) -> Sequence[Crl]:
        """Every list in that name, whoever signed it."""
        return self._by_issuer.get(issuer, ())

    def signed(self, crl: Crl, issuer: Certificate) -> bool:
        """Whether `issuer` signed this list and may."""
        key = (id(crl), issuer.identity)
        known = self._signed.get(key)
        if known is None:
            known = self._signed[key] = crl.signed_by(issuer)
        return known

    def newest(self, issuer: Certificate, moment: float) -> Sequence[Crl]:
        """The lists that this very key signed and that were out at `moment`: of each scope the newest.

        Several lists of one scope would contradict each other: a hold that was lifted stands in the older one. Two that
        are equally new both count, whichever came first.
        """
        best: dict[tuple[bool, bytes], list[Crl]] = {}
        for crl in self.signed_lists(issuer):
            if not is_out(crl, moment):
                continue
            same = best.setdefault((crl.facts.delta, crl.scope), [])
            if same and crl.age > same[0].age:
                same.clear()
            if not same or crl.age == same[0].age:
                same.append(crl)
        return tuple(crl for same in best.values() for crl in same)

    def older(self, issuer: Certificate, moment: float) -> Sequence[Crl]:
        """The lists that were out at `moment` and that a newer one of their scope has followed."""
        newest = {id(crl) for crl in self.newest(issuer, moment)}
        return [crl for crl in self.signed_lists(issuer) if is_out(crl, moment) and id(crl) not in newest]

    def future(self, issuer: Certificate, moment: float) -> Sequence[Crl]:
        """The lists of `issuer` that are dated after `moment`: perhaps our own clock is behind."""
        return [crl for crl in self.signed_lists(issuer) if not is_out(crl, moment)]

    def signed_lists(self, issuer: Certificate) -> Iterator[Crl]:
        """Every list that this very key signed, whatever its date."""
        return (crl for crl in self.lists_of(issuer.subject) if self.signed(crl, issuer))


def is_out(crl: Crl, moment: float) -> bool:
    """Whether a list had been issued at `moment`."""
    return crl.facts.this_update <= moment + CLOCK_TOLERANCE_SECONDS
