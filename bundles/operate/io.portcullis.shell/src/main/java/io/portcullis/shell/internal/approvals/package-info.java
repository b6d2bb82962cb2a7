// SPDX-License-Identifier: Apache-2.0

/** Shows calls that need approval and submits a reviewer's decision. */
@NullMarked
package io.portcullis.shell.internal.approvals;

import org.jspecify.annotations.NullMarked;
