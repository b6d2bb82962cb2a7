// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.journal.internal.Settings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RingTest {
  private static final int CAPACITY = 256;
  private final byte[] memory = new byte[CAPACITY];
  private static final SpoolChecksums TAGS = Settings.tags();

  private final Ring ring = new Ring(ByteBuffer.wrap(memory), TAGS);

  private static SpoolChecksums.BodyHash hash(byte[] body) {
    SpoolChecksums.BodyHash hash = new SpoolChecksums.BodyHash(TAGS);
    hash.of(body, 0, body.length);
    return hash;
  }

  private long put(long position, String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    ring.put(position, body, body.length, hash(body));
    return position + Ring.room(body.length);
  }

  private String read(long position) {
    byte[] body = new byte[ring.length(position)];
    assertThat(ring.read(position, body, 0, body.length, new SpoolChecksums.BodyHash(TAGS)))
        .isTrue();
    return new String(body, StandardCharsets.UTF_8);
  }

  @Test
  void findsNothingInFreshMemory() {
    assertThat(ring.end(0)).isZero();
    assertThat(ring.begunAfter(0, 0)).isZero();
  }

  @Test
  void readsBackWhatGoesOverTheEdge() {
    long position = 0;
    for (int lap = 0; lap < 100; lap++) {
      String text = "{" + "x".repeat(1 + lap % 90) + "}";
      long next = put(position, text);
      assertThat(read(position)).isEqualTo(text);
      assertThat(ring.end(position)).isEqualTo(next);
      position = next;
    }
  }

  @Test
  void doesNotTakeAnEarlierLapForThisOne() {
    String text = "{" + "x".repeat(46) + "}"; // 64 bytes with its header: four to a lap
    long position = 0;
    for (int i = 0; i < 6; i++) {
      position = put(position, text);
    }
    assertThat(ring.end(2 * 64)).isEqualTo(6 * 64);
    assertThat(ring.end(6 * 64)).isEqualTo(6 * 64);
    assertThat(ring.begunAfter(6 * 64, 6 * 64)).isZero();
  }

  @Test
  void recordIsWholeOrAbsentAfterAKillAtAnyByte() {
    String text = "{" + "x".repeat(40) + "}";
    put(0, text);
    put(64, text);
    put(128, text);
    put(192, text);
    byte[] before = memory.clone();
    put(256, text.replace('x', 'y'));
    byte[] after = memory.clone();
    // Each subset of what was written, as it could be seen after a kill, in the order of writing.
    for (int kept = 0; kept <= 64; kept++) {
      for (boolean stampFirst : new boolean[] {true, false}) {
        System.arraycopy(before, 0, memory, 0, CAPACITY);
        Arrays.fill(memory, 0, 4, (byte) 0); // the length goes first
        if (stampFirst) {
          System.arraycopy(after, 4, memory, 4, 4);
        }
        System.arraycopy(after, 16, memory, 16, Math.min(kept, 48));
        if (kept > 48) {
          System.arraycopy(after, 8, memory, 8, 8);
        }
        assertThat(ring.whole(256)).isFalse();
        assertThat(ring.begunAfter(256, 256)).isEqualTo(stampFirst ? 1 : 0);
      }
    }
    System.arraycopy(after, 0, memory, 0, CAPACITY);
    assertThat(ring.whole(256)).isTrue();
  }

  @Test
  void doesNotTakeTheBodyOfAnEarlierLapUnderANewStampForWhole() {
    String text = "{" + "x".repeat(40) + "}";
    put(0, text);
    ByteBuffer.wrap(memory)
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .putInt(4, 0xFF00_0000 | 256 >>> 4);
    assertThat(ring.begun(256)).isTrue();
    assertThat(ring.whole(256)).isFalse();
  }

  @Test
  void seesAnyByteOfARecordThatChanged() {
    put(0, "{\"a\":1}");
    for (int i = 0; i < 16 + 7; i++) {
      memory[i] ^= 1;
      assertThat(ring.whole(0)).as("byte %d", i).isFalse();
      memory[i] ^= 1;
    }
    assertThat(ring.whole(0)).isTrue();
  }

  @Test
  void survivesNonsenseInAllItsBytes() {
    java.util.Random random = new java.util.Random(7);
    for (int i = 0; i < 10_000; i++) {
      random.nextBytes(memory);
      assertThat(ring.end(16L * (i % 1_000))).isEqualTo(16L * (i % 1_000));
    }
  }
}
