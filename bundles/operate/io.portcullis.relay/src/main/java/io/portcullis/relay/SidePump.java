// SPDX-License-Identifier: Apache-2.0
package io.portcullis.relay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Copies the bytes of a side to the engine, until the side has ended. */
class SidePump extends Thread {
  private static final int BUFFER = 16 << 10;

  private final InputStream side;
  private final Uplink uplink;

  SidePump(String name, InputStream side, Uplink uplink) {
    super(name);
    setDaemon(true);
    this.side = side;
    this.uplink = uplink;
  }

  @Override
  public void run() {
    byte[] bytes = new byte[BUFFER];
    try {
      for (int count = read(bytes); count > 0; count = read(bytes)) {
        uplink.write(ByteBuffer.wrap(bytes, 0, count));
      }
      uplink.end();
      ended();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Called when the side has ended. */
  void ended() throws InterruptedException {}

  private int read(byte[] bytes) {
    try {
      return side.read(bytes);
    } catch (IOException e) {
      return -1;
    }
  }
}
