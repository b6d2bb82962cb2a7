// SPDX-License-Identifier: Apache-2.0
package io.portcullis.relay;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Copies the bytes of one connection from the engine to a side, until either has ended. */
class Downlink implements Runnable {
  private static final int BUFFER = 16 << 10;

  private final SocketChannel engine;
  private final OutputStream side;
  private final Handover handover;
  private boolean broken;

  Downlink(SocketChannel engine, OutputStream side, Handover handover) {
    this.engine = engine;
    this.side = side;
    this.handover = handover;
  }

  @Override
  public void run() {
    byte[] bytes = new byte[BUFFER];
    int count = read(bytes);
    while (count > 0 && handover.forward()) {
      forwarding();
      if (!write(bytes, count)) {
        Attachment.closeQuietly(engine); // so that the engine notices
        return;
      }
      forwarded();
      count = read(bytes);
    }
    ended();
  }

  /** Called before bytes are written. */
  void forwarding() {}

  /** Called after bytes were written. */
  void forwarded() {}

  /** Called when the engine has ended its output. */
  void ended() {}

  /** Returns whether the side could not be written; for the thread that runs this. */
  boolean isBroken() {
    return broken;
  }

  /** A connection that broke has ended: what arrived before is read first. */
  private int read(byte[] bytes) {
    try {
      return engine.read(ByteBuffer.wrap(bytes));
    } catch (IOException e) {
      return -1;
    }
  }

  private boolean write(byte[] bytes, int count) {
    try {
      side.write(bytes, 0, count);
      side.flush();
      return true;
    } catch (IOException e) {
      broken = true;
      return false;
    }
  }
}
