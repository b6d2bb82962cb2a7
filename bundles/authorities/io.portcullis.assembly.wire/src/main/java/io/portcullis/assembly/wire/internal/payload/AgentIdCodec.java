// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.internal.payload;

import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.internal.proto.CommonProto;
import io.portcullis.assembly.wire.values.AgentId;

/** Encodes and decodes the ids of agents, in every message. */
final class AgentIdCodec {
  private AgentIdCodec() {}

  static AgentId decode(CommonProto.AgentId id) {
    return new AgentId(id.getOrgId(), id.getTeamId(), id.getAgentId());
  }

  static CommonProto.AgentId encode(AgentId id) throws WireException {
    return CommonProto.AgentId.newBuilder()
        .setOrgId(WellFormedText.of(id.org()))
        .setTeamId(WellFormedText.of(id.team()))
        .setAgentId(WellFormedText.of(id.agent()))
        .build();
  }
}
