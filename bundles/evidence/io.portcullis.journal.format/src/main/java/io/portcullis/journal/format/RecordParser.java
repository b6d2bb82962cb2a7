// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.format;

import io.portcullis.journal.format.CanonicalParser.NotCanonical;
import io.portcullis.journal.format.JournalFault.Kind;
import io.portcullis.journal.format.JournalValue.Fields;
import io.portcullis.journal.format.JournalValue.Text;
import io.portcullis.journal.format.JournalValue.Whole;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Parses a line as a record, or reports why the line is not one. */
public final class RecordParser {
  private static final Set<String> NAMES = Set.of("body", "hash", "seq", "spool");
  private static final Set<String> WITH_MAC = Set.of("body", "hash", "mac", "seq", "spool");
  private static final Pattern MAC = Pattern.compile("[0-9a-f]{32}");

  private RecordParser() {}

  public static JournalRecord parse(JournalLocation place, byte[] line)
      throws JournalFaultException {
    Map<String, JournalValue> members = members(place, line);
    if (!(members.get("body") instanceof Fields body
        && members.get("hash") instanceof Text hash
        && members.get("seq") instanceof Whole seq
        && members.get("spool") instanceof Whole spool)) {
      throw wrong(place, "body, hash, seq or spool has the wrong type");
    }
    check(place, hash.value(), seq.value(), body);
    JournalRecord record =
        new JournalRecord(
            place, seq.value(), spool.value(), hash.value(), mac(place, members), body);
    // The parser accepts nothing else; this check does not rely on it.
    if (!Arrays.equals(line, record.line().getBytes(StandardCharsets.UTF_8))) {
      throw wrong(place, "not in canonical form");
    }
    return record;
  }

  private static Map<String, JournalValue> members(JournalLocation place, byte[] line)
      throws JournalFaultException {
    JournalValue value;
    try {
      value = CanonicalParser.parse(line);
    } catch (NotCanonical e) {
      throw wrong(place, "no canonical JSON: " + e.getMessage());
    }
    if (value instanceof Fields fields
        && (fields.members().keySet().equals(NAMES)
            || fields.members().keySet().equals(WITH_MAC))) {
      return fields.members();
    }
    throw wrong(place, "not an object of body, hash, seq and spool, and perhaps mac");
  }

  private static void check(JournalLocation place, String hash, long seq, Fields body)
      throws JournalFaultException {
    if (!Hex64.is(hash)) {
      throw wrong(place, "the hash is not 64 lower-case hex digits");
    }
    if (seq == 0 || !(body.members().get("kind") instanceof Text)) {
      throw wrong(place, seq == 0 ? "seq is 0" : "the body has no kind");
    }
  }

  private static String mac(JournalLocation place, Map<String, JournalValue> members)
      throws JournalFaultException {
    JournalValue value = members.get("mac");
    if (value == null) {
      return "";
    }
    if (value instanceof Text mac && MAC.matcher(mac.value()).matches()) {
      return mac.value();
    }
    throw wrong(place, "the mac is not 32 lower-case hex digits");
  }

  private static JournalFaultException wrong(JournalLocation place, String message) {
    return new JournalFaultException(Kind.UNREADABLE, place, 0, message);
  }
}
