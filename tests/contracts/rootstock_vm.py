"""Rootstock's two rules that decide who can hurt whom: no gas held back from a call, and 400 calls deep at most.

From rskj's VM.java: a callee gets min(what is left, what was asked for + stipend); at the depth limit CALL pushes 0.
"""

from typing import Any

from boa.environment import Env
from eth import constants
from eth.vm.logic.call import BaseCall

DEPTH = 400
CALLS = (0xF1, 0xF2, 0xF4, 0xFA)


def turn_into_rootstock(env: Env) -> None:
    """Give one environment its own set of opcodes, in which calls go by Rootstock's rules."""
    machine = env.evm.vm.state.computation_class
    machine.opcodes = dict(machine.opcodes)
    for number in CALLS:
        machine.opcodes[number] = _by_rootstock(machine.opcodes[number])


def _by_rootstock(opcode: BaseCall) -> Any:
    kind = type(opcode)

    class RootstockCall(kind):  # type: ignore[misc,valid-type]
        def compute_msg_gas(self, computation: Any, gas: int, to: bytes, value: int) -> tuple[int, int]:
            extra = self.compute_msg_extra_gas(computation, gas, to, value)
            computation.consume_gas(extra, reason=self.mnemonic)
            stipend = constants.GAS_CALLSTIPEND if value else 0
            given = min(gas, computation.get_gas_remaining())
            return given + stipend, given

        def __call__(self, computation: Any) -> None:
            limit = constants.STACK_DEPTH_LIMIT
            constants.STACK_DEPTH_LIMIT = DEPTH
            try:
                super().__call__(computation)
            finally:
                constants.STACK_DEPTH_LIMIT = limit

    return RootstockCall.configure(
        __name__=f"Rootstock{kind.__name__}", mnemonic=opcode.mnemonic, gas_cost=opcode.gas_cost
    )()
