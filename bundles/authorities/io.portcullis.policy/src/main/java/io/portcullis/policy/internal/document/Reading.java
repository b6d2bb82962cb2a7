// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.document;

import io.portcullis.policy.internal.yaml.Problems;

/** What the readers of the sections share while one document is read. */
record Reading(String name, boolean cascade, Problems problems, Problems warnings) {}
