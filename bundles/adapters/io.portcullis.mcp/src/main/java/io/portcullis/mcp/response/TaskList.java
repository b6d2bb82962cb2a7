// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.response;

import io.portcullis.mcp.jsonrpc.MalformedException;
import io.portcullis.mcp.jsonrpc.MalformedException.Reason;
import io.portcullis.mcp.jsonrpc.Member;
import io.portcullis.mcp.jsonrpc.Members;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.MessageReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** One page of a {@code tasks/list} response. */
final class TaskList {
  /** The maximum number of tasks of a page. */
  static final int MAX_TASKS = 10_000;

  private TaskList() {}

  /**
   * Returns the same response with some of its tasks.
   *
   * @param shown selects the tasks that stay, by id
   * @throws MalformedException if two readers could read the list differently, or it is too long
   */
  static Message.Response of(Message.Response answer, MessageReader reader, Predicate<String> shown)
      throws MalformedException {
    Members result = answer.result();
    if (!result.present() || result.hasCaseVariantOf(List.of("tasks"))) {
      throw new MalformedException(Reason.SHAPE);
    }
    Member tasks = result.get("tasks");
    if (tasks == null) {
      return answer;
    }
    String array = tasks.in(answer.text());
    List<int[]> places = reader.objectsOfArray(array, MAX_TASKS);
    List<String> kept = kept(array, places, reader, shown);
    return kept.size() == places.size() ? answer : replaced(answer, tasks, kept, reader);
  }

  private static List<String> kept(
      String array, List<int[]> places, MessageReader reader, Predicate<String> shown)
      throws MalformedException {
    List<String> kept = new ArrayList<>();
    for (int[] place : places) {
      String task = array.substring(place[0], place[1]);
      if (shown.test(id(task, reader))) {
        kept.add(task);
      }
    }
    return kept;
  }

  private static String id(String task, MessageReader reader) throws MalformedException {
    Members members = reader.members(task);
    String id = members.text("taskId");
    if (id == null || members.hasCaseVariantOf(List.of("taskId"))) {
      throw new MalformedException(Reason.SHAPE);
    }
    return id;
  }

  private static Message.Response replaced(
      Message.Response answer, Member tasks, List<String> kept, MessageReader reader)
      throws MalformedException {
    String text = answer.text();
    String array = '[' + String.join(",", kept) + ']';
    String changed = text.substring(0, tasks.start()) + array + text.substring(tasks.end());
    if (reader.message(changed) instanceof Message.Response response) {
      return response;
    }
    throw new MalformedException(Reason.SHAPE);
  }
}
