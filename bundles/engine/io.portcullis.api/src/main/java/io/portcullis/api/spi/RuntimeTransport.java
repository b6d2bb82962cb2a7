// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.spi;

import io.portcullis.api.ToolCall;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Asks one runtime. Its presence in the service registry means that the runtime is usable now: it
 * is registered after connect, handshake and one successful probe, and unregistered the moment the
 * link is lost, before pending queries are failed. Registered with {@link TransportName}.
 * Thread-safe.
 */
@ConsumerType
public interface RuntimeTransport {

  /** Service property that names a transport, such as {@code embedded}. */
  String NAME = "transport.name";

  /**
   * Asks the runtime about one call. Must not block: a query that blocks holds up its caller,
   * though it never lets a tool run.
   *
   * @param call the call, stamped with its id and deadline
   * @return a stage that completes with the runtime's answer, or exceptionally if there is none;
   *     never null
   */
  CompletionStage<RuntimeDecision> query(ToolCall call);

  /**
   * Names the policy by which the runtime decides now. Returns at once.
   *
   * @return the digest that decisions of this moment carry, or empty if the runtime does not say
   */
  default String policyDigest() {
    return "";
  }
}
