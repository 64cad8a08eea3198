// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/pdfoutline.h"

#include <QtCore/QRegularExpression>

#include <map>
#include <optional>

namespace cacheledger
{

/// What an incremental update has to know of the document that it follows.
struct PdfTrailer {
    QByteArray text; ///< of the dictionary, without its brackets
    qint64 tableAt = 0;
    int size = 0; ///< number of objects
    int root = 0;
};

static std::optional<QByteArray> captured(const QByteArray& text, const char* pattern)
{
    const auto match = QRegularExpression(QLatin1String(pattern)).match(QString::fromLatin1(text));
    return match.hasMatch() ? std::optional(match.captured(1).toLatin1()) : std::nullopt;
}

static std::optional<PdfTrailer> trailerOf(const QByteArray& pdf)
{
    const qsizetype at = pdf.lastIndexOf("trailer");
    const qsizetype begin = pdf.indexOf("<<", at);
    const qsizetype startAt = pdf.lastIndexOf("startxref");
    const qsizetype end = pdf.lastIndexOf(">>", startAt);
    if (at < 0 || begin < 0 || end < begin)
        return {};
    PdfTrailer trailer;
    trailer.text = pdf.mid(begin + 2, end - begin - 2);
    const auto size = captured(trailer.text, "/Size\\s+(\\d+)");
    const auto root = captured(trailer.text, "/Root\\s+(\\d+)\\s+0\\s+R");
    const auto table = captured(pdf.mid(startAt), "startxref\\s+(\\d+)");
    if (!size || !root || !table)
        return {};
    trailer.size = size->toInt();
    trailer.root = root->toInt();
    trailer.tableAt = table->toLongLong();
    return trailer;
}

/// The text of an object's dictionary, between its outermost brackets.
static std::optional<QByteArray> dictionaryOf(const QByteArray& pdf, int object)
{
    const QByteArray head = '\n' + QByteArray::number(object) + " 0 obj";
    const qsizetype at = pdf.lastIndexOf(head);
    const qsizetype begin = pdf.indexOf("<<", at);
    const qsizetype end = pdf.lastIndexOf(">>", pdf.indexOf("endobj", at));
    if (at < 0 || begin < 0 || end < begin)
        return {};
    return pdf.mid(begin + 2, end - begin - 2);
}

static std::vector<int> pageObjects(const QByteArray& pdf, const QByteArray& catalog)
{
    std::vector<int> objects;
    const auto pages = captured(catalog, "/Pages\\s+(\\d+)\\s+0\\s+R");
    const auto tree = pages ? dictionaryOf(pdf, pages->toInt()) : std::nullopt;
    const auto kids = tree ? captured(*tree, "/Kids\\s*\\[([^\\]]*)\\]") : std::nullopt;
    if (!kids)
        return objects;
    auto match = QRegularExpression(QLatin1String("(\\d+)\\s+0\\s+R")).globalMatch(QString::fromLatin1(*kids));
    while (match.hasNext())
        objects.push_back(match.next().captured(1).toInt());
    return objects;
}

/// UTF-16 with a byte order mark, as hexadecimal digits (PDF 1.4, 3.8.1).
static QByteArray pdfString(const QString& text)
{
    QByteArray bytes("\xfe\xff");
    for (const QChar c : text) {
        bytes += static_cast<char>(c.unicode() >> 8);
        bytes += static_cast<char>(c.unicode() & 0xff);
    }
    return '<' + bytes.toHex() + '>';
}

static QByteArray reference(int object)
{
    return QByteArray::number(object) + " 0 R";
}

/// The new objects by number: the catalogue again, the outline, its entries.
static std::map<int, QByteArray> newObjects(const PdfTrailer& trailer, const QByteArray& catalog,
                                            const std::vector<int>& pages, const std::vector<PdfOutlineEntry>& outline,
                                            const QString& language)
{
    const int top = trailer.size;
    const auto count = static_cast<int>(outline.size());
    std::map<int, QByteArray> objects;
    objects[trailer.root] =
        catalog + "/Outlines " + reference(top) + "\n/PageMode /UseOutlines\n/Lang (" + language.toLatin1() + ")\n";
    objects[top] = "/Type /Outlines\n/First " + reference(top + 1) + "\n/Last " + reference(top + count) + "\n/Count " +
                   QByteArray::number(count) + '\n';
    for (int i = 0; i < count; ++i) {
        const PdfOutlineEntry& entry = outline[static_cast<std::size_t>(i)];
        QByteArray text = "/Title " + pdfString(entry.title) + "\n/Parent " + reference(top) + "\n/Dest [" +
                          reference(pages[static_cast<std::size_t>(entry.page)]) + " /Fit]\n";
        if (i > 0)
            text += "/Prev " + reference(top + i) + '\n';
        if (i + 1 < count)
            text += "/Next " + reference(top + i + 2) + '\n';
        objects[top + 1 + i] = text;
    }
    return objects;
}

QByteArray withOutline(const QByteArray& pdf, const std::vector<PdfOutlineEntry>& outline, const QString& language)
{
    const auto trailer = trailerOf(pdf);
    const auto catalog = trailer ? dictionaryOf(pdf, trailer->root) : std::nullopt;
    if (!catalog || outline.empty())
        return pdf;
    const std::vector<int> pages = pageObjects(pdf, *catalog);
    for (const PdfOutlineEntry& entry : outline) {
        if (entry.page < 0 || static_cast<std::size_t>(entry.page) >= pages.size())
            return pdf;
    }
    QByteArray result = pdf;
    if (!result.endsWith('\n'))
        result += '\n';
    QByteArray table = "xref\n";
    const auto objects = newObjects(*trailer, *catalog, pages, outline, language);
    for (const auto& [number, text] : objects) {
        table += QByteArray::number(number) + " 1\n" + QByteArray::number(result.size()).rightJustified(10, '0') +
                 " 00000 n \n";
        result += QByteArray::number(number) + " 0 obj\n<<" + text + ">>\nendobj\n";
    }
    const qsizetype tableAt = result.size();
    QString text = QString::fromLatin1(trailer->text);
    text.replace(QRegularExpression(QStringLiteral("/Size\\s+\\d+")),
                 QStringLiteral("/Size %1").arg(objects.rbegin()->first + 1));
    result += table + "trailer\n<<" + text.toLatin1() + "/Prev " + QByteArray::number(trailer->tableAt) +
              "\n>>\nstartxref\n" + QByteArray::number(tableAt) + "\n%%EOF\n";
    return result;
}

} // namespace cacheledger
