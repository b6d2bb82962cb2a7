// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire;

import io.portcullis.assembly.wire.internal.proto.CommonProto;

/** Names of agents, in whatever message they are. */
final class AgentIdCodec {
  private AgentIdCodec() {}

  static AgentId decode(CommonProto.AgentId id) {
    return new AgentId(id.getOrgId(), id.getTeamId(), id.getAgentId());
  }

  static CommonProto.AgentId encode(AgentId id) throws WireException {
    return CommonProto.AgentId.newBuilder()
        .setOrgId(Text.of(id.org()))
        .setTeamId(Text.of(id.team()))
        .setAgentId(Text.of(id.agent()))
        .build();
  }
}
