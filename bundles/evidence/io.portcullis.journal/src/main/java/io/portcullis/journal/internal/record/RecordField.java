// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.record;

import java.nio.charset.StandardCharsets;

/** The members that bodies are made of, in the order in which canonical JSON has them. */
public enum RecordField {
  ACTION("action"),
  AGENT("agent"),
  APPROVED_BY("approvedBy"),
  ARGUMENTS("arguments", Integer.MAX_VALUE),
  ARGUMENTS_DIGEST("argumentsDigest"),
  ARGUMENTS_OMITTED("argumentsOmitted"),
  ATTRIBUTES("attributes"),
  BASIS("basis"),
  BYTES("bytes"),
  CALL("call"),
  CALLER_AGENT("callerAgent"),
  CALLER_ORG("callerOrg"),
  CALLER_TEAM("callerTeam"),
  CHAINED("chained"),
  CUT("cut"),
  CUT_BYTES("cutBytes"),
  CUT_LINES("cutLines"),
  DECIDED_BY("decidedBy"),
  ELAPSED_NANOS("elapsedNanos"),
  EVENT("event"),
  FIRST_SEGMENT("firstSegment"),
  FIRST_SEQ("firstSeq"),
  FORMAT("format"),
  KEY("key"),
  KIND("kind"),
  LAST_HASH("lastHash"),
  LAST_SEGMENT("lastSegment"),
  LAST_SEQ("lastSeq"),
  LOST("lost"),
  MODE("mode"),
  NOTES("notes"),
  NUMBER("number"),
  ORG("org"),
  OUTCOME("outcome"),
  POLICY_DIGEST("policyDigest"),
  PREVIOUS("previous"),
  REASON("reason", 4_096),
  RECORDS("records"),
  RULE("rule"),
  SOURCE("source"),
  SPAN("span"),
  TARGET_URL("targetUrl"),
  TEAM("team"),
  TIME("time"),
  TOOL("tool"),
  TORN("torn"),
  TRACE("trace"),
  TRANSPORT("transport"),
  UNDER_ENFORCE("underEnforce"),
  VERDICT("verdict");

  /** How many characters of a text are kept. */
  static final int MAX_CHARACTERS = 1_024;

  private final String word;

  @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
  private final byte[] member;

  private final int most;

  RecordField(String word) {
    this(word, MAX_CHARACTERS);
  }

  RecordField(String word, int most) {
    this.word = word;
    this.most = most;
    member = ('"' + word + "\":").getBytes(StandardCharsets.US_ASCII);
  }

  /** The member's name. */
  public String word() {
    return word;
  }

  /** Where the member is among all, for an array: a map of an enum costs a record too much. */
  @SuppressWarnings("EnumOrdinal")
  int place() {
    return ordinal();
  }

  /** How many characters of the text are kept. */
  int most() {
    return most;
  }

  /** Name and colon; shared, not to be written to. */
  byte[] member() {
    return member;
  }
}
