# SPDX-License-Identifier: Apache-2.0
"""A bank as a FastMCP server. It writes each payment to the file that is named on the command line."""

import sys

from fastmcp import FastMCP

server = FastMCP("bank")


@server.tool
def pay(amount: int) -> str:
    """Pays an amount."""
    with open(sys.argv[1], "a", encoding="utf-8") as ledger:
        ledger.write(f"{amount}\n")
    return "paid"


server.run(show_banner=False)
