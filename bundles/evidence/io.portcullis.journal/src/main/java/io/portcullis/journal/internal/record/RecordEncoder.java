// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.record;

import io.portcullis.api.ActionType;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.journal.internal.json.CanonicalBuffer;
import io.portcullis.journal.internal.json.Digests;
import io.portcullis.journal.internal.settings.JournalSettings;
import io.portcullis.journal.internal.spool.SpoolChecksums;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Encodes records and events as bodies. Not thread-safe. */
public final class RecordEncoder {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DIGEST_PREFIX = "sha256:".getBytes(StandardCharsets.US_ASCII);
  private static final Map<Verdict.Kind, String> VERDICTS = words(Verdict.Kind.class);
  private static final Map<Verdict.Basis, String> BASES = words(Verdict.Basis.class);
  private static final Map<ToolOutcome.Kind, String> OUTCOMES = words(ToolOutcome.Kind.class);
  private static final Map<ActionType, String> ACTIONS = words(ActionType.class);
  private static final Map<EnforcementMode, String> MODES = words(EnforcementMode.class);

  private final boolean keepArguments;
  private final RecordBody body;
  private final MessageDigest sha256 = Digests.sha256();
  private final byte[] hash = new byte[32];
  private final byte[] digest = new byte[DIGEST_PREFIX.length + 64];
  private final SpoolChecksums.BodyHash bodyHash;

  public RecordEncoder(JournalSettings settings, SpoolChecksums tags) {
    bodyHash = new SpoolChecksums.BodyHash(tags);
    keepArguments = settings.keepArguments();
    body = new RecordBody(settings.maxBodyBytes());
    System.arraycopy(DIGEST_PREFIX, 0, digest, 0, DIGEST_PREFIX.length);
  }

  /** Returns the words of an enum, created once because lower-casing costs time. */
  private static <E extends Enum<E>> Map<E, String> words(Class<E> type) {
    Map<E, String> words = new EnumMap<>(type);
    for (E value : type.getEnumConstants()) {
      words.put(value, value.name().toLowerCase(Locale.ROOT));
    }
    return words;
  }

  private static <E extends Enum<E>> String word(Map<E, String> words, E value) {
    return words.getOrDefault(value, "");
  }

  /**
   * Returns the body, valid until the next call; {@link CanonicalBuffer#overflowed} if too large.
   */
  public CanonicalBuffer encode(CallRecord callRecord) {
    CanonicalBuffer json =
        callRecord.phase() == CallRecord.Phase.DECIDED ? decided(callRecord) : ended(callRecord);
    body.forget();
    return json;
  }

  /** Returns the body of an event, like {@link #encode(CallRecord)}. */
  public CanonicalBuffer encode(GovernanceEvent event) {
    body.start("event", event.at())
        .set(RecordField.EVENT, event.type())
        .attributes(event.attributes())
        .set(RecordField.AGENT, event.agent().id())
        .set(RecordField.ORG, event.agent().org())
        .set(RecordField.TEAM, event.agent().team());
    CanonicalBuffer json = body.write();
    body.forget();
    return json;
  }

  /** Returns the keyed hash of the last body, valid until the next call. */
  public SpoolChecksums.BodyHash hash(CanonicalBuffer json) {
    bodyHash.of(json.array(), 0, json.length());
    return bodyHash;
  }

  private CanonicalBuffer ended(CallRecord callRecord) {
    ToolOutcome.Kind outcome = callRecord.outcome();
    body.start("ended", callRecord.at())
        .set(RecordField.CALL, callRecord.call().id())
        .set(RecordField.TOOL, callRecord.call().tool())
        .set(RecordField.OUTCOME, outcome == null ? "" : word(OUTCOMES, outcome))
        .set(RecordField.ELAPSED_NANOS, callRecord.elapsedNanos());
    if (outcome == ToolOutcome.Kind.DENIED) {
      body.set(RecordField.REASON, callRecord.verdict().reason());
    }
    return body.write();
  }

  private CanonicalBuffer decided(CallRecord callRecord) {
    body.start("decided", callRecord.at());
    describe(callRecord.call());
    decision(callRecord);
    if (callRecord.mode().lenient()) {
      body.set(RecordField.UNDER_ENFORCE, word(VERDICTS, callRecord.underEnforce()));
    }
    return keepArguments ? withArguments(callRecord.call()) : body.write();
  }

  private void decision(CallRecord callRecord) {
    Verdict verdict = callRecord.verdict();
    body.set(RecordField.MODE, word(MODES, callRecord.mode()))
        .set(RecordField.TRANSPORT, callRecord.transport())
        .set(RecordField.DECIDED_BY, callRecord.decidedBy())
        .set(RecordField.VERDICT, word(VERDICTS, verdict.kind()))
        .set(RecordField.BASIS, word(BASES, verdict.basis()))
        .set(RecordField.REASON, verdict.reason())
        .set(RecordField.RULE, verdict.rule())
        .set(RecordField.POLICY_DIGEST, verdict.policyDigest())
        .set(RecordField.APPROVED_BY, callRecord.approvedBy())
        .set(RecordField.ELAPSED_NANOS, callRecord.elapsedNanos())
        .notes(callRecord.notes())
        .history(verdict.history());
  }

  /** Returns the body with the arguments, or with their length if they do not fit. */
  private CanonicalBuffer withArguments(ToolCall call) {
    String url = call.targetUrl();
    body.set(RecordField.TARGET_URL, url == null ? "" : url)
        .set(RecordField.ARGUMENTS, call.arguments());
    CanonicalBuffer json = body.write();
    if (json.overflowed()) {
      body.without(RecordField.ARGUMENTS)
          .set(RecordField.ARGUMENTS_OMITTED, call.arguments().length());
      json = body.write();
    }
    return json;
  }

  private void describe(ToolCall call) {
    AgentIdentity agent = call.agent();
    body.set(RecordField.CALL, call.id())
        .set(RecordField.ACTION, word(ACTIONS, call.action()))
        .set(RecordField.AGENT, agent.id())
        .set(RecordField.ORG, agent.org())
        .set(RecordField.TEAM, agent.team())
        .set(RecordField.TOOL, call.tool())
        .set(RecordField.SOURCE, call.source())
        .set(RecordField.TRACE, call.trace().traceId())
        .set(RecordField.SPAN, call.trace().spanId())
        .digest(digestOf(call.arguments()));
    AgentIdentity caller = call.caller();
    if (caller != null) {
      describe(caller);
    }
  }

  private void describe(AgentIdentity caller) {
    body.set(RecordField.CALLER_AGENT, caller.id())
        .set(RecordField.CALLER_ORG, caller.org())
        .set(RecordField.CALLER_TEAM, caller.team());
  }

  /** Returns {@link ToolCall#argumentsDigest}, without its search for a provider in each call. */
  private byte[] digestOf(String arguments) {
    sha256.update(arguments.getBytes(StandardCharsets.UTF_8));
    try {
      sha256.digest(hash, 0, hash.length);
    } catch (DigestException e) {
      throw new IllegalStateException("SHA-256 has 32 bytes", e);
    }
    int at = DIGEST_PREFIX.length;
    for (byte b : hash) {
      digest[at++] = HEX[(b >> 4) & 15];
      digest[at++] = HEX[b & 15];
    }
    return digest;
  }
}
