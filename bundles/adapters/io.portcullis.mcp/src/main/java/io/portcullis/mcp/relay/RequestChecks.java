// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.relay;

import io.portcullis.mcp.governance.Classification;
import io.portcullis.mcp.governance.Denial;
import io.portcullis.mcp.governance.DenialCode;
import io.portcullis.mcp.governance.GateClient;
import io.portcullis.mcp.governance.GovernedRequest;
import io.portcullis.mcp.response.ResponseFilter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checks of one request before the gate is asked and after it has allowed. Thread-safe. */
final class RequestChecks {
  private static final Logger LOG = LoggerFactory.getLogger(RequestChecks.class);

  private final Classification classification;
  private final ResponseFilter filter;
  private final RequestTransport transport;

  RequestChecks(Classification classification, ResponseFilter filter, RequestTransport transport) {
    this.classification = classification;
    this.filter = filter;
    this.transport = transport;
  }

  /** Returns the request that the gate decides, or null if the gate is not asked. */
  @Nullable GovernedRequest governed() {
    return classification instanceof Classification.Govern govern ? govern.request() : null;
  }

  /** Returns the request with what is known of its tool; without that after a failure. */
  GovernedRequest withHints(GovernedRequest governed) {
    try {
      return filter.withHints(governed);
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("Cannot look up the annotations of a tool; rules that read them fail", e);
      return governed;
    }
  }

  /** Returns the reason to deny without asking the gate, or null. May read a file. */
  @Nullable DenialCode beforeGate() {
    if (classification instanceof Classification.Reject rejected) {
      return rejected.code();
    }
    GovernedRequest governed = governed();
    return governed == null ? null : filter.denialBeforeGate(governed);
  }

  /** Returns a denial of an allowed request whose tool has changed while it waited, or null. */
  @Nullable Denial afterGate(GovernedRequest governed, GateClient.GateAnswer answer) {
    DenialCode code = codeAfterGate(governed, answer.text());
    String record = answer.decision() == null ? "" : answer.decision().call().id();
    return code == null ? null : new Denial(code, "", record);
  }

  private @Nullable DenialCode codeAfterGate(GovernedRequest governed, String text) {
    try {
      DenialCode changed = filter.denialBeforeGate(governed);
      return changed == null ? transport.denialBeforeForwarding(text) : changed;
    } catch (RuntimeException | LinkageError e) { // the stage would swallow it
      String method = governed.request().method();
      LOG.warn("Cannot check an allowed request of {}; it is denied", method, e);
      return DenialCode.FAULT;
    }
  }
}
