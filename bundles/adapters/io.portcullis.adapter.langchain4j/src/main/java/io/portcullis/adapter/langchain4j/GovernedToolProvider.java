// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j;

import dev.langchain4j.service.tool.AiServiceTool;
import dev.langchain4j.service.tool.ToolProvider;
import dev.langchain4j.service.tool.ToolProviderRequest;
import dev.langchain4j.service.tool.ToolProviderResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A provider that governs every result of another provider. */
final class GovernedToolProvider implements ToolProvider {
  private final GovernedToolSet gated;
  private final ToolProvider provider;

  GovernedToolProvider(GovernedToolSet gated, ToolProvider provider) {
    this.gated = gated;
    this.provider = provider;
  }

  @Override
  public @Nullable ToolProviderResult provideTools(ToolProviderRequest request) {
    ToolProviderResult given = provider.provideTools(request);
    if (given == null) {
      return null;
    }
    List<AiServiceTool> tools = given.aiServiceTools().stream().map(gated::tool).toList();
    return ToolProviderResult.builder().addAll(tools).build();
  }

  @Override
  public boolean isDynamic() {
    return provider.isDynamic();
  }
}
