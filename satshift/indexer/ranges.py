"""How many blocks to ask for at once: as many as the node allows, found out by asking."""

LOGS_AT_ONCE = 4_000  # keeps memory flat whatever the chain holds
CALM = 3  # good answers before the range grows


class Range:
    """Starts at the network's most, halves when the node balks, doubles again when it is calm."""

    def __init__(self, most: int) -> None:
        self.most = max(1, most)
        self.size = self.most
        self._calm = 0

    @property
    def is_least(self) -> bool:
        return self.size == 1

    def balked(self) -> None:
        """The node refused, stalled or broke off."""
        self.size = max(1, self.size // 2)
        self._calm = 0

    def answered(self, blocks: int, logs: int) -> None:
        """The node answered `logs` logs for `blocks` blocks."""
        if logs > LOGS_AT_ONCE:
            self.size = max(1, min(self.size, blocks * LOGS_AT_ONCE // logs))
            self._calm = 0
            return
        self._calm += 1
        if self._calm >= CALM and logs * 2 <= LOGS_AT_ONCE:
            self.size = min(self.most, self.size * 2)
            self._calm = 0
