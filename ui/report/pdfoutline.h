// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <vector>

namespace cacheledger
{

/// A line of a PDF's outline (bookmarks) and its page, from 0.
struct PdfOutlineEntry {
    QString title;
    int page = 0;
};

/// Appends an outline and the document's language to a PDF of QPdfWriter, which has no way to write them, as an
/// incremental update (PDF 1.4, 3.4.5 and 8.2.2). A document that is not as QPdfWriter writes it comes back unchanged.
QByteArray withOutline(const QByteArray& pdf, const std::vector<PdfOutlineEntry>& outline, const QString& language);

} // namespace cacheledger
