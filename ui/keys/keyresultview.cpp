// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/keyresultview.h"

#include "ui/figuretable.h"
#include "ui/keys/keyfindings.h"
#include "ui/keys/keytables.h"
#include "ui/keys/treemap.h"
#include "ui/widgets.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QScrollBar>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QVBoxLayout* addKeyCard(const QString& title, Theme* theme, QVBoxLayout* column)
{
    auto* card = new QFrame;
    widgets::makeCard(card);
    auto* inside = new QVBoxLayout(card);
    widgets::setMargins(inside, metric::space3, metric::space2);
    inside->addWidget(widgets::label(title, theme, FontRole::Body, true, card));
    column->addWidget(card);
    return inside;
}

KeyResultView::KeyResultView(Theme* theme, QWidget* parent)
    : QWidget(parent),
      m_theme(theme),
      m_findings(new QLabel(this)),
      m_treemap(new Treemap(theme, this)),
      m_prefixes(new FigureTable(tr("Prefixes"), this)),
      m_biggest(new FigureTable(tr("Biggest keys"), this, 10)),
      m_hottest(new FigureTable(tr("Most used keys"), this, 10))
{
    m_findings->setObjectName(u"KeyFindings"_s);
    m_findings->setTextFormat(Qt::RichText);
    m_findings->setWordWrap(true);
    m_prefixes->setObjectName(u"KeyPrefixes"_s);
    m_prefixes->setOptionalColumns(keytables::optionalPrefixColumns());
    m_biggest->setObjectName(u"BigKeys"_s);
    m_hottest->setObjectName(u"HotKeys"_s);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::space3);
    addKeyCard(tr("Worth a look"), theme, column)->addWidget(m_findings);
    addKeyCard(tr("Memory by prefix"), theme, column)->addWidget(m_treemap);
    addKeyCard(tr("Prefixes"), theme, column)->addWidget(m_prefixes);
    addKeyCard(tr("Biggest keys"), theme, column)->addWidget(m_biggest);
    QVBoxLayout* hottest = addKeyCard(tr("Most used keys"), theme, column);
    hottest->addWidget(m_hottest);
    m_hottestCard = hottest->parentWidget();
    connect(theme, &Theme::changed, this, &KeyResultView::showFindings);
    connect(m_treemap, &Treemap::prefixClicked, this, [this](const QByteArray& prefix) {
        const auto& prefixes = m_record.result.report.prefixes;
        const auto found = std::ranges::find(prefixes, prefix, &PrefixShare::prefix);
        const int row = static_cast<int>(found - prefixes.begin());
        if (row < m_prefixes->figures().rowCount())
            m_prefixes->selectRow(row);
    });
}

void KeyResultView::setRecord(const KeyRecord& record, const KeyRecord* before, const Money& costPerMonth)
{
    m_record = record;
    showFindings();
    const KeyReport& report = m_record.result.report;
    m_treemap->setReport(report);
    m_prefixes->setContent(keytables::prefixHeadings(),
                           keytables::prefixRows(report, costPerMonth, before ? &before->result.report : nullptr));
    m_biggest->setContent(keytables::bigKeyHeadings(), keytables::bigKeyRows(report));
    m_hottest->setContent(keytables::hotKeyHeadings(), keytables::hotKeyRows(report));
    m_hottestCard->setVisible(!report.hottest.empty()); // only where the policy counts
}

void KeyResultView::showFindings()
{
    QStringList lines;
    for (const KeyFinding& finding : keyFindings(m_record))
        lines << widgets::severityHtml(m_theme, finding.severity, Theme::severityWord(finding.severity)) + u" "_s +
                     finding.text.toHtmlEscaped();
    m_findings->setText(lines.isEmpty() ? tr("Nothing that stands out.") : lines.join(u"<br>"_s));
}

} // namespace cacheledger
