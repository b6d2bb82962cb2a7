// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.embedded.internal;

import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.policy.PolicyEngine;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.RateLimits;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.testkit.contract.RuntimeTransportContract;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

class EmbeddedTransportContractTest extends RuntimeTransportContract {
  private static final String POLICY =
      """
      tools:
        read_file:
          allow: true
        "*":
          allow: false
      """;

  @Override
  protected RuntimeTransport transport() {
    EmbeddedTransport transport = new EmbeddedTransport();
    try {
      transport.decideBy(
          new PolicyEngine(
              new PolicyLoader().parse("policy.yaml", POLICY.getBytes(StandardCharsets.UTF_8)),
              new RateLimits(),
              InstantSource.system()),
          "sha256:0");
    } catch (PolicyException e) {
      throw new IllegalStateException(e);
    }
    return transport;
  }

  @Override
  protected ToolCall allowed() {
    return ToolCall.of("read_file", "{}");
  }

  @Override
  protected ToolCall denied() {
    return ToolCall.of("delete_file", "{}");
  }
}
