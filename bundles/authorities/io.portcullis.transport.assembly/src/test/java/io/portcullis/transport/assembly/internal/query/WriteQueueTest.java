// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolCall;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteQueueTest {
  /** Accepts a number of bytes in all until a test grants more. */
  private static final class Narrow implements WritableByteChannel {
    final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    final List<Integer> writes = new ArrayList<>();
    int room;

    Narrow(int room) {
      this.room = room;
    }

    @Override
    public int write(ByteBuffer from) {
      byte[] part = new byte[Math.min(room, from.remaining())];
      from.get(part);
      taken.writeBytes(part);
      writes.add(part.length);
      room -= part.length;
      return part.length;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      // stays open
    }
  }

  private final WriteQueue outbound = new WriteQueue();
  private final List<PendingQuery> turns = new ArrayList<>();
  private final ByteArrayOutputStream added = new ByteArrayOutputStream();

  private void add(int length) {
    byte[] frame = new byte[length];
    for (int n = 0; n < length; n++) {
      frame[n] = (byte) (31 * turns.size() + n % 251);
    }
    PendingQuery turn = new PendingQuery(ToolCall.of("tool", "{}"), 0);
    turns.add(turn);
    added.writeBytes(frame);
    outbound.add(ByteBuffer.wrap(frame), turn);
  }

  @Test
  void sendsTheFramesOfABatchInOneWrite() throws IOException {
    for (int n = 1; n <= 16; n++) {
      add(100 + n);
    }
    Narrow channel = new Narrow(Integer.MAX_VALUE);
    assertThat(outbound.flush(channel)).isTrue();
    assertThat(channel.writes).containsExactly(added.size());
    assertThat(channel.taken.toByteArray()).isEqualTo(added.toByteArray());
    assertThat(turns).allMatch(PendingQuery::isSent);
    assertThat(outbound.bytes()).isZero();
  }

  /** An answer to an unsent query ends the connection, so this must be exact. */
  @Test
  void queryCountsAsSentOnlyWhenItsLastByteIsWritten() throws IOException {
    int[] ends = {3, 4, 9, 10, 30};
    int before = 0;
    for (int end : ends) {
      add(end - before);
      before = end;
    }
    Narrow channel = new Narrow(0);
    for (int sent = 0; sent <= 30; sent++) {
      assertThat(outbound.flush(channel)).isEqualTo(sent == 30);
      assertThat(outbound.bytes()).isEqualTo(30 - sent);
      for (int n = 0; n < ends.length; n++) {
        assertThat(turns.get(n).isSent()).isEqualTo(sent >= ends[n]);
      }
      channel.room++;
    }
    assertThat(channel.taken.toByteArray()).isEqualTo(added.toByteArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1_000, 65_535, 65_536, 65_537, 200_000})
  void keepsTheOrderOfSmallAndLargeFrames(int room) throws IOException {
    for (int length : new int[] {1, 65_535, 1, 65_536, 40_000, 40_000, 65_537, 200_000, 5}) {
      add(length);
    }
    Narrow channel = new Narrow(room);
    while (!outbound.flush(channel)) {
      channel.room += room;
    }
    assertThat(channel.taken.toByteArray()).isEqualTo(added.toByteArray());
    assertThat(channel.writes).allMatch(bytes -> bytes <= 64 << 10);
    assertThat(turns).allMatch(PendingQuery::isSent);
  }

  @Test
  void clearDropsAPartlyWrittenFrame() throws IOException {
    add(10);
    add(10);
    outbound.flush(new Narrow(5));
    outbound.clear();
    assertThat(outbound.bytes()).isZero();
    Narrow channel = new Narrow(100);
    assertThat(outbound.flush(channel)).isTrue();
    assertThat(channel.writes).isEmpty();
  }
}
