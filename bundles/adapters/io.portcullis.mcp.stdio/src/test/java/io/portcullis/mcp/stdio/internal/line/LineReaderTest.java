// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio.internal.line;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.mcp.stdio.internal.line.LineReader.Next;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lines come out as they went in, however they are cut and whatever is asked in between. */
class LineReaderTest {
  private static final int BUFFER = 16;

  /** A stream that returns a given number of bytes a read and reports none as available. */
  private static final class Trickle extends FilterInputStream {
    private final Random random;

    Trickle(byte[] bytes, Random random) {
      super(new ByteArrayInputStream(bytes));
      this.random = random;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      return super.read(to, from, 1 + random.nextInt(length));
    }

    @Override
    public int available() {
      return 0;
    }
  }

  @Test
  void readsAnyLinesInAnyPieces() throws IOException {
    Random random = new Random(20261127);
    int rounds = Boolean.getBoolean("portcullis.exhaustive") ? 5_000 : 200;
    for (int n = 0; n < rounds; n++) {
      List<String> lines = new ArrayList<>();
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int i = random.nextInt(8); i >= 0; i--) {
        String line = "x".repeat(random.nextInt(3 * BUFFER));
        lines.add(line);
        all.writeBytes((line + "\n").getBytes(US_ASCII));
      }
      InputStream in = new Trickle(all.toByteArray(), random);
      LineReader reader = new LineReader(in, BUFFER);
      for (String line : lines) {
        assertThat(line(reader, 1 + random.nextInt(2 * BUFFER), random)).isEqualTo(line);
      }
      assertThat(reader.read(1).next()).isEqualTo(Next.STREAM_END);
    }
  }

  private static String line(LineReader reader, int most, Random random) throws IOException {
    StringBuilder line = new StringBuilder();
    Next next = Next.SAME_LINE;
    while (next == Next.SAME_LINE) {
      if (random.nextBoolean()) {
        reader.holdsLine(); // must change nothing
      }
      LineReader.Piece piece = reader.read(most);
      assertThat(piece.bytes().length).isLessThanOrEqualTo(most);
      line.append(new String(piece.bytes(), US_ASCII));
      next = piece.next();
    }
    return line.toString();
  }

  @Test
  void holdsALineOnlyOnceItIsComplete() throws IOException {
    LineReader reader = new LineReader(new ByteArrayInputStream(bytes("a\nb\ncc")), BUFFER);
    assertThat(reader.holdsLine()).as("nothing was read yet").isFalse();
    reader.read(10);
    assertThat(reader.holdsLine()).isTrue();
    assertThat(reader.skipLine()).isTrue();
    assertThat(reader.holdsLine()).isFalse();
    assertThat(reader.read(10).bytes()).isEqualTo(bytes("cc"));
  }

  /** Cannot tell what is there. */
  private static InputStream silent(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int available() throws IOException {
        throw new IOException("by the test");
      }
    };
  }

  @Test
  void readsAStreamWithoutSupportForAvailable() throws IOException {
    LineReader reader = new LineReader(silent(new ByteArrayInputStream(bytes("a\nb"))), BUFFER);
    assertThat(reader.read(10).bytes()).isEqualTo(bytes("a"));
    LineReader.Piece rest = reader.read(10);
    assertThat(rest.bytes()).isEqualTo(bytes("b"));
    assertThat(rest.next()).isEqualTo(Next.STREAM_END);
  }

  @Test
  void reportsAStreamThatCannotBeRead() throws IOException {
    InputStream closed = InputStream.nullInputStream();
    closed.close();
    LineReader reader = new LineReader(silent(closed), BUFFER);
    assertThatThrownBy(() -> reader.read(1)).isInstanceOf(IOException.class);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }
}
