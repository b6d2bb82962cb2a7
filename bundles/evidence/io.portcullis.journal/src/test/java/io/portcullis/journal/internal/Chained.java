// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.erdtman.jcs.JsonCanonicalizer;
import org.jspecify.annotations.Nullable;

/** The lines of a journal as the page describes them, computed with nothing of the writer. */
record Chained(List<Line> lines, long segments) {
  private static final Pattern LINE =
      Pattern.compile(
          "\\{\"body\":(\\{.*\\}),\"hash\":\"([0-9a-f]{64})\"(?:,\"mac\":\"([0-9a-f]{32})\")?,\"seq\":([0-9]+),\"spool\":([0-9]+)\\}",
          Pattern.DOTALL);

  record Line(long segment, long seq, long spool, String body, String hash, String mac) {
    boolean is(String kind) {
      return body.contains("\"kind\":\"" + kind + "\"");
    }

    /** A text of the body, or an empty one. */
    String text(String member) {
      Matcher matcher =
          Pattern.compile("\"" + member + "\":\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(body);
      return matcher.find() ? matcher.group(1) : "";
    }

    long number(String member) {
      Matcher matcher = Pattern.compile("\"" + member + "\":([0-9]+)").matcher(body);
      return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }
  }

  /** Reads a whole journal and checks all that the page promises. */
  static Chained verified(Path folder) {
    Chained chained = read(folder, true);
    chained.checkHead(folder);
    return chained;
  }

  /** Reads what is there; the chain may be broken where a segment is missing. */
  static Chained read(Path folder, boolean unbroken) {
    return read(folder, unbroken, true);
  }

  /** Checks the chain and the head, and leaves the canonical form to others: that one is slow. */
  static Chained readFast(Path folder) {
    Chained chained = read(folder, true, false);
    chained.checkHead(folder);
    return chained;
  }

  private static Chained read(Path folder, boolean unbroken, boolean canonical) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> segments =
          files.filter(f -> f.getFileName().toString().endsWith(".jsonl")).sorted().toList();
      List<Line> lines = new ArrayList<>();
      for (Path segment : segments) {
        readSegment(segment, lines, unbroken, canonical);
      }
      return new Chained(lines, segments.size());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void readSegment(
      Path segment, List<Line> lines, boolean unbroken, boolean canonical) throws IOException {
    long number = Long.parseLong(segment.getFileName().toString().replaceAll("\\D", ""));
    String text = Files.readString(segment);
    assertThat(text).as("%s", segment).endsWith("\n");
    long first = lines.size();
    for (String json : text.split("\n", -1)) {
      if (json.isEmpty()) {
        continue;
      }
      Matcher matcher = LINE.matcher(json);
      assertThat(matcher.matches()).as("%s", json).isTrue();
      Line line =
          new Line(
              number,
              Long.parseLong(matcher.group(4)),
              Long.parseLong(matcher.group(5)),
              matcher.group(1),
              matcher.group(2),
              matcher.group(3) == null ? "" : matcher.group(3));
      boolean opens = lines.size() == first;
      Line before = lines.isEmpty() ? null : lines.get(lines.size() - 1);
      if (unbroken || !opens) {
        checkFollows(before, line);
      }
      if (canonical) {
        assertThat(new JsonCanonicalizer(json).getEncodedString()).isEqualTo(json);
      }
      assertThat(line.is("segment")).as("%s", json).isEqualTo(opens);
      if (before != null) {
        assertThat(before.is("sealed") && !opens).isFalse();
      }
      if (line.is("sealed")) {
        assertThat(line.number("records")).isEqualTo(lines.size() - first + 1);
      }
      lines.add(line);
    }
  }

  private static void checkFollows(@Nullable Line before, Line line) {
    String previous = before == null ? "0".repeat(64) : before.hash();
    assertThat(line.seq()).isEqualTo(before == null ? 1 : before.seq() + 1);
    assertThat(line.spool()).isGreaterThanOrEqualTo(before == null ? 0 : before.spool());
    assertThat(line.hash()).isEqualTo(hash(previous, line));
    if (line.is("segment")) {
      assertThat(line.text("previous")).isEqualTo(previous);
    }
  }

  /** The hash of a line that follows one with that hash; what the line itself says is ignored. */
  static String hash(String previous, Line line) {
    byte[] body = line.body().getBytes(StandardCharsets.UTF_8);
    byte[] domain = "portcullis-journal-2".getBytes(StandardCharsets.US_ASCII);
    byte[] mac = HexFormat.of().parseHex(line.mac());
    int more = mac.length == 0 ? 0 : 4 + mac.length;
    ByteBuffer fields = ByteBuffer.allocate(5 * 4 + domain.length + 32 + 16 + body.length + more);
    fields.putInt(domain.length).put(domain);
    fields.putInt(32).put(HexFormat.of().parseHex(previous));
    fields.putInt(8).putLong(line.seq()).putInt(8).putLong(line.spool());
    fields.putInt(body.length).put(body);
    if (mac.length > 0) {
      fields.putInt(mac.length).put(mac);
    }
    return HexFormat.of().formatHex(sha256(fields.array()));
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private void checkHead(Path folder) {
    try {
      String head = Files.readString(folder.resolve("head.json"));
      assertThat(new JsonCanonicalizer(head).getEncodedString() + "\n").isEqualTo(head);
      Line fields = new Line(0, 0, 0, head, "", "");
      Line last = last();
      assertThat(fields.number("seq")).isEqualTo(last.seq());
      assertThat(fields.number("segment")).isEqualTo(last.segment());
      assertThat(fields.text("hash")).isEqualTo(last.hash());
      byte[] publicKey =
          Base64.getMimeDecoder()
              .decode(
                  Files.readString(folder.resolve("key.pub")).replaceAll("-----[A-Z ]+-----", ""));
      String digest = "sha256:" + HexFormat.of().formatHex(sha256(publicKey));
      assertThat(fields.text("key")).isEqualTo(digest).isEqualTo(lines.get(0).text("key"));
      Signature signature = Signature.getInstance("Ed25519");
      PublicKey key =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(publicKey));
      signature.initVerify(key);
      signature.update(signedFields(fields));
      assertThat(signature.verify(Base64.getDecoder().decode(fields.text("signature")))).isTrue();
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] signedFields(Line head) {
    byte[] domain = "portcullis-head-1".getBytes(StandardCharsets.US_ASCII);
    byte[] time = head.text("time").getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(5 * 4 + domain.length + 16 + 32 + time.length)
        .putInt(domain.length)
        .put(domain)
        .putInt(8)
        .putLong(head.number("segment"))
        .putInt(8)
        .putLong(head.number("seq"))
        .putInt(32)
        .put(HexFormat.of().parseHex(head.text("hash")))
        .putInt(time.length)
        .put(time)
        .array();
  }

  Line last() {
    return Objects.requireNonNull(lines.get(lines.size() - 1));
  }

  List<Line> of(String kind) {
    return lines.stream().filter(line -> line.is(kind)).toList();
  }

  /** The ids of the calls that were decided, in order. */
  List<String> calls() {
    return of("decided").stream().map(line -> line.text("call")).toList();
  }
}
