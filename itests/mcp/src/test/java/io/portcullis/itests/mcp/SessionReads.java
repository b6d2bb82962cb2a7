// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import static io.portcullis.itests.mcp.SessionTools.image;
import static io.portcullis.itests.mcp.SessionTools.resource;
import static io.portcullis.itests.mcp.SessionTools.text;

import io.modelcontextprotocol.server.McpServerFeatures.SyncCompletionSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncPromptSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceTemplateSpecification;
import io.modelcontextprotocol.spec.McpSchema.BlobResourceContents;
import io.modelcontextprotocol.spec.McpSchema.CompleteResult;
import io.modelcontextprotocol.spec.McpSchema.Content;
import io.modelcontextprotocol.spec.McpSchema.GetPromptResult;
import io.modelcontextprotocol.spec.McpSchema.Prompt;
import io.modelcontextprotocol.spec.McpSchema.PromptArgument;
import io.modelcontextprotocol.spec.McpSchema.PromptMessage;
import io.modelcontextprotocol.spec.McpSchema.PromptReference;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceResult;
import io.modelcontextprotocol.spec.McpSchema.Resource;
import io.modelcontextprotocol.spec.McpSchema.ResourceContents;
import io.modelcontextprotocol.spec.McpSchema.ResourceTemplate;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The resources, prompts and completions the suite asks for in the era with sessions. */
final class SessionReads {
  private SessionReads() {}

  static List<SyncResourceSpecification> resources() {
    return List.of(
        fixed(
            textual("test://static-text", "text/plain", "The static text resource."), "text/plain"),
        fixed(
            BlobResourceContents.builder("test://static-binary", SampleContent.PNG)
                .mimeType("image/png")
                .build(),
            "image/png"),
        fixed(textual("test://watched-resource", "text/plain", "Watched."), "text/plain"));
  }

  static SyncResourceTemplateSpecification template() {
    return new SyncResourceTemplateSpecification(
        ResourceTemplate.builder("test://template/{id}/data", "template")
            .mimeType("application/json")
            .build(),
        (exchange, request) -> {
          String id = request.uri().split("/")[3];
          String json =
              "{\"id\":\"" + id + "\",\"templateTest\":true,\"data\":\"Data for ID: " + id + "\"}";
          return read(textual(request.uri(), "application/json", json));
        });
  }

  static List<SyncPromptSpecification> prompts() {
    return List.of(
        prompt(
            "test_simple_prompt",
            List.of(),
            args -> List.of(text("This is a simple prompt for testing."))),
        prompt(
            "test_prompt_with_arguments",
            List.of("arg1", "arg2"),
            args ->
                List.of(
                    text(
                        "Prompt with arguments: arg1='%s', arg2='%s'"
                            .formatted(args.get("arg1"), args.get("arg2"))))),
        prompt(
            "test_prompt_with_embedded_resource",
            List.of("resourceUri"),
            args ->
                List.of(
                    resource(
                        String.valueOf(args.get("resourceUri")), "text/plain", "Embedded content."),
                    text("Please process the embedded resource above."))),
        prompt(
            "test_prompt_with_image",
            List.of(),
            args -> List.of(image(), text("Please analyze the image above."))));
  }

  static SyncCompletionSpecification completion() {
    return new SyncCompletionSpecification(
        new PromptReference("test_prompt_with_arguments"),
        (exchange, request) ->
            new CompleteResult(new CompleteResult.CompleteCompletion(List.of(), 0, false)));
  }

  private static SyncResourceSpecification fixed(ResourceContents contents, String type) {
    return new SyncResourceSpecification(
        Resource.builder(contents.uri(), contents.uri()).mimeType(type).build(),
        (exchange, request) -> read(contents));
  }

  private static TextResourceContents textual(String uri, String type, String text) {
    return TextResourceContents.builder(uri, text).mimeType(type).build();
  }

  private static ReadResourceResult read(ResourceContents contents) {
    return ReadResourceResult.builder(List.of(contents)).build();
  }

  private static SyncPromptSpecification prompt(
      String name, List<String> arguments, Function<Map<String, Object>, List<Content>> messages) {
    List<PromptArgument> declared =
        arguments.stream().map(a -> PromptArgument.builder(a).required(true).build()).toList();
    return new SyncPromptSpecification(
        Prompt.builder(name).description("Fixture: " + name).arguments(declared).build(),
        (exchange, request) -> {
          Map<String, Object> given = request.arguments() == null ? Map.of() : request.arguments();
          return GetPromptResult.builder(
                  messages.apply(given).stream()
                      .map(content -> PromptMessage.builder(Role.USER, content).build())
                      .toList())
              .build();
        });
  }
}
