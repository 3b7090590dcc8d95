"""The tables that events of an agreement become."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table, Text

from satshift.store import AddressText, HashText, Wei

metadata = MetaData()

# One row an agreement id. The same terms opened again after they ended start a new `opening`.
AGREEMENTS = Table(
    "agreements",
    metadata,
    Column("id", HashText(), primary_key=True),
    Column("opening", Integer, nullable=False),
    Column("state", String(12), nullable=False),  # offered, bound, ended
    Column("ended_as", String(12)),  # declined, taken_back, paid, returned, parted, shared
    Column("client", AddressText(), nullable=False),
    Column("worker", AddressText(), nullable=False),
    Column("currency", AddressText(), nullable=False),
    Column("arbiter", AddressText(), nullable=False),
    Column("fallback_arbiter", AddressText(), nullable=False),
    Column("digest", HashText(), nullable=False),
    Column("rules", Text, nullable=False),  # the packed words as decimal digits, as they stand in the event
    Column("payees", Text, nullable=False),
    Column("milestones", Text, nullable=False),
    Column("total", Wei, nullable=False),
    Column("locked", Wei, nullable=False),
    Column("released", Wei, nullable=False),  # to the worker and the team
    Column("returned", Wei, nullable=False),  # to the client
    Column("fees", Wei, nullable=False),  # to who ruled, and tips to who sent
    Column("opened_at", BigInteger, nullable=False),
    Column("accepted_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("moved_at", BigInteger, nullable=False),
    Column("opened_tx", HashText(), nullable=False),
    Column("moved_block", BigInteger, nullable=False),
    Index("agreements_by_move", "moved_at", "id"),
    Index("agreements_by_state", "state", "moved_at", "id"),
)

MILESTONES = Table(
    "milestones",
    metadata,
    Column("agreement", HashText(), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # counted from zero
    Column("amount", Wei, nullable=False),
    Column("due_at", BigInteger, nullable=False),  # as it stands now
    Column("moved_due", BigInteger, nullable=False),  # zero while the one in the terms holds
    Column("stage", String(10), nullable=False),  # working, submitted, disputed, ended
    Column("ended_as", String(10)),  # released, settled, reclaimed, given_back, parted, ruled, split …
    Column("rounds", Integer, nullable=False),
    Column("clock", BigInteger, nullable=False),
    Column("paid", Wei, nullable=False),
    Column("until", BigInteger),  # until when whoever's turn it is may act; NULL once ended
    Column("delivery", HashText()),
    Column("reasons", HashText()),
    Column("statement", HashText()),
    Column("ruling", HashText()),
    Column("disputed_by", AddressText()),
    Column("submitted_at", BigInteger),
)

# The timeline: every event, in order.
MOVES = Table(
    "moves",
    metadata,
    Column("block", BigInteger, primary_key=True, autoincrement=False),
    Column("index", Integer, primary_key=True, autoincrement=False),
    Column("agreement", HashText()),  # NULL for what belongs to a person and to no agreement
    Column("opening", Integer, nullable=False),
    Column("name", String(24), nullable=False),
    Column("milestone", Integer),
    Column("who", AddressText()),  # NULL where anyone may, or both did
    Column("amount", Wei),
    Column("currency", AddressText()),
    Column("data", Text, nullable=False),  # the event's other arguments as canonical JSON
    Column("tx", HashText(), nullable=False),
    Column("time", BigInteger, nullable=False),
    Index("moves_by_agreement", "agreement", "block", "index"),
    Index("moves_by_who", "who", "block"),
)

# Who got how much of what.
PAYMENTS = Table(
    "payments",
    metadata,
    Column("block", BigInteger, primary_key=True, autoincrement=False),
    Column("index", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("agreement", HashText(), nullable=False),
    Column("opening", Integer, nullable=False),
    Column("milestone", Integer),
    Column("payee", AddressText()),  # NULL: whoever sent it, who is not named in any event
    Column("role", String(10), nullable=False),  # worker, payee, client, arbiter, tip
    Column("currency", AddressText(), nullable=False),
    Column("amount", Wei, nullable=False),
    Column("is_credited", Boolean, nullable=False),  # the push failed; it waits to be withdrawn
    Column("tx", HashText(), nullable=False),
    Column("time", BigInteger, nullable=False),
    Index("payments_by_payee", "payee", "block"),
    Index("payments_by_agreement", "agreement", "block"),
)

CREDITS = Table(
    "credits",
    metadata,
    Column("who", AddressText(), primary_key=True),
    Column("currency", AddressText(), primary_key=True),
    Column("amount", Wei, nullable=False),
    Column("since", BigInteger, nullable=False),
)

PARTIES = Table(
    "parties",
    metadata,
    Column("account", AddressText(), primary_key=True),
    Column("agreement", HashText(), primary_key=True),
    Column("role", String(16), primary_key=True),  # client, worker, payee, arbiter, fallback_arbiter
    Index("parties_by_agreement", "agreement"),
)

SIGNATURES = Table(
    "spent_nonces",
    metadata,
    Column("who", AddressText(), primary_key=True),
    Column("nonce", String(78), primary_key=True),
    Column("how", String(8), nullable=False),  # relayed, revoked
    Column("tx", HashText(), nullable=False),
)

# What lasts within one transaction: a tip that waits for its payment, and the payments that a credit may mend.
TIPS = Table(
    "tips",
    metadata,
    Column("tx", HashText(), primary_key=True),
    Column("agreement", HashText(), primary_key=True),
    Column("by", AddressText(), primary_key=True),
    Column("amount", Wei, nullable=False),
)
LATEST = Table(
    "latest_payment",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # always 1
    Column("tx", HashText(), nullable=False),
    Column("block", BigInteger, nullable=False),
    Column("index", Integer, nullable=False),
    Column("count", Integer, nullable=False),
)

TABLES = (AGREEMENTS, MILESTONES, MOVES, PAYMENTS, CREDITS, PARTIES, SIGNATURES, TIPS, LATEST)
