// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.spi;

import io.portcullis.api.ToolCall;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The service that queries one runtime. Its presence in the service registry means that the runtime
 * is usable now. It is registered after connect, handshake and one successful probe. It is
 * unregistered as soon as the connection is lost, before pending queries fail. It is registered
 * with {@link TransportName}. Thread-safe.
 */
@ConsumerType
public interface RuntimeTransport {

  /** Service property that names a transport, such as {@code embedded}. */
  String NAME = "transport.name";

  /**
   * Queries the runtime about one call. The method must not block: a blocked query delays its
   * caller, but never lets a tool run.
   *
   * @param call the call, stamped with its id and deadline
   * @return a stage that completes with the runtime's answer, or exceptionally without one; never
   *     null. If it is a future, it is cancelled when the answer is no longer needed
   */
  CompletionStage<RuntimeDecision> query(ToolCall call);

  /**
   * Queries the runtime about a call that never runs: a preview or a self-test. A runtime that
   * reserves something with a decision reserves nothing here. Without an implementation, the call
   * is queried like any other.
   *
   * @param call the call, stamped with its id and deadline
   * @return a stage as of {@link #query}
   */
  default CompletionStage<RuntimeDecision> preview(ToolCall call) {
    return query(call);
  }

  /**
   * Returns, at once, the digest of the policy by which the runtime decides now.
   *
   * @return the digest that decisions carry now, or empty if the runtime names none
   */
  default String policyDigest() {
    return "";
  }
}
