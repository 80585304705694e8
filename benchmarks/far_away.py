"""A proxy on loopback that holds everything back for a while on each way, as a line to a server far away does.

python far_away.py PORT SECONDS     prints the port it listens on, and serves until it is ended
"""

import asyncio
import contextlib
import sys

PORT, SECONDS = int(sys.argv[1]), float(sys.argv[2])


async def pump(reader, writer):
    """Each piece goes on SECONDS after it came, whatever else is under way."""
    loop, pieces = asyncio.get_running_loop(), asyncio.Queue()

    async def send():
        while (piece := await pieces.get())[1]:
            await asyncio.sleep(piece[0] - loop.time())
            writer.write(piece[1])
        writer.close()

    sender = asyncio.create_task(send())
    while data := await reader.read(1 << 16):
        pieces.put_nowait((loop.time() + SECONDS, data))
    pieces.put_nowait((0, b""))
    await sender


async def connect(reader, writer):
    there_reader, there_writer = await asyncio.open_connection("127.0.0.1", PORT)
    with contextlib.suppress(ConnectionError):
        await asyncio.gather(pump(reader, there_writer), pump(there_reader, writer))


async def main():
    server = await asyncio.start_server(connect, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
