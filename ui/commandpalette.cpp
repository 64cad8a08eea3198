// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commandpalette.h"

#include "ui/theme.h"
#include "ui/widgets.h"

#include <QtCore/QEvent>
#include <QtGui/QKeyEvent>
#include <QtGui/QPainter>
#include <QtGui/QStandardItemModel>
#include <QtWidgets/QApplication>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListView>
#include <QtWidgets/QStyledItemDelegate>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{
constexpr int paletteIndexRole = Qt::UserRole + 1;
constexpr int paletteKindRole = Qt::UserRole + 2;
constexpr int paletteShortcutRole = Qt::UserRole + 3;
constexpr int paletteRows = 10;
constexpr int paletteRowHeight = 34;

/// Title at the left, kind and shortcut dim at the right.
class PaletteDelegate : public QStyledItemDelegate
{
public:
    PaletteDelegate(Theme* theme, QObject* parent) : QStyledItemDelegate(parent), m_theme(theme) {}

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {200, paletteRowHeight}; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const ThemeColors& colors = m_theme->colors();
        const bool selected = option.state & QStyle::State_Selected;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (selected) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(colors.accent);
            painter->drawRoundedRect(option.rect.adjusted(0, 1, 0, -1), metric::radiusControl, metric::radiusControl);
        }
        const QRect area = option.rect.adjusted(metric::space3, 0, -metric::space3, 0);
        QString right = index.data(paletteKindRole).toString();
        if (const QString keys = index.data(paletteShortcutRole).toString(); !keys.isEmpty())
            right = keys + u"   "_s + right;
        painter->setFont(m_theme->font(FontRole::Small));
        painter->setPen(selected ? colors.accentText : colors.dimText);
        const int rightWidth = painter->fontMetrics().horizontalAdvance(right);
        painter->drawText(area, Qt::AlignRight | Qt::AlignVCenter, right);
        painter->setFont(m_theme->font(FontRole::Body));
        painter->setPen(selected ? colors.accentText : colors.text);
        const QRect titleArea = area.adjusted(0, 0, -rightWidth - metric::space3, 0);
        painter->drawText(
            titleArea, Qt::AlignLeft | Qt::AlignVCenter,
            painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, titleArea.width()));
        painter->restore();
    }

private:
    Theme* m_theme;
};

/// "hr" finds "Hit ratio".
bool matchesInitials(const QString& letters, const QString& text)
{
    QString initials;
    bool inside = false;
    for (const QChar letter : text) {
        if (letter.isLetterOrNumber() && !inside)
            initials += letter;
        inside = letter.isLetterOrNumber();
    }
    return letters.size() > 1 && initials.startsWith(letters, Qt::CaseInsensitive);
}

int wordScore(const QString& word, const QString& text)
{
    for (qsizetype at = text.indexOf(word, 0, Qt::CaseInsensitive); at >= 0;
         at = text.indexOf(word, at + 1, Qt::CaseInsensitive)) {
        if (at == 0)
            return 8;
        if (!text[at - 1].isLetterOrNumber())
            return 6;
    }
    if (text.contains(word, Qt::CaseInsensitive))
        return 3;
    return matchesInitials(word, text) ? 2 : 0;
}
} // namespace

int paletteScore(const QString& query, const PaletteItem& item)
{
    int score = 1;
    for (const QString& word : query.split(u' ', Qt::SkipEmptyParts)) {
        const int title = wordScore(word, item.title);
        const int other = std::max(wordScore(word, item.kind), wordScore(word, item.keywords));
        const int best = std::max(title * 2, other);
        if (best == 0)
            return 0;
        score += best;
    }
    return score;
}

CommandPalette::CommandPalette(Theme* theme, QWidget* parent)
    : QFrame(parent),
      m_query(new QLineEdit(this)),
      m_list(new QListView(this)),
      m_model(new QStandardItemModel(this)),
      m_theme(theme)
{
    setObjectName(u"CommandPalette"_s);
    setAttribute(Qt::WA_StyledBackground);
    setAccessibleName(tr("Command palette"));
    m_query->setPlaceholderText(tr("Find a page, cache, metric or action"));
    m_query->setAccessibleName(m_query->placeholderText());
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PaletteDelegate(theme, m_list));
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setFocusPolicy(Qt::NoFocus); // the arrow keys of the query move in it
    m_list->setUniformItemSizes(true);
    m_list->setAccessibleName(tr("Results"));
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, metric::space2, metric::space2);
    column->addWidget(m_query);
    column->addWidget(m_list);
    m_query->installEventFilter(this);
    parent->installEventFilter(this);
    connect(m_query, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_list, &QListView::clicked, this, &CommandPalette::runCurrent);
    hide();
}

void CommandPalette::open(std::vector<PaletteItem> items)
{
    m_items = std::move(items);
    m_focusBefore = QApplication::focusWidget();
    m_query->clear();
    filter({});
    place();
    show();
    raise();
    m_query->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::close()
{
    if (!isVisible())
        return;
    hide();
    if (m_focusBefore)
        m_focusBefore->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::filter(const QString& query)
{
    std::vector<std::pair<int, std::size_t>> found;
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        if (const int score = paletteScore(query, m_items[i]))
            found.emplace_back(score, i);
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    m_model->clear();
    for (const auto& [score, index] : found) {
        const PaletteItem& item = m_items[index];
        auto* row = new QStandardItem(item.title);
        row->setData(static_cast<qulonglong>(index), paletteIndexRole);
        row->setData(item.kind, paletteKindRole);
        row->setData(item.shortcut, paletteShortcutRole);
        row->setData(tr("%1, %2").arg(item.title, item.kind), Qt::AccessibleTextRole);
        m_model->appendRow(row);
    }
    if (found.empty()) {
        auto* none = new QStandardItem(tr("Nothing is called so"));
        none->setFlags(Qt::NoItemFlags);
        m_model->appendRow(none);
    }
    m_list->setCurrentIndex(m_model->index(0, 0));
    place();
}

void CommandPalette::runCurrent()
{
    const QModelIndex current = m_list->currentIndex();
    const QVariant index = current.data(paletteIndexRole);
    if (!index.isValid())
        return;
    const auto run = m_items[index.toULongLong()].run;
    close();
    run();
}

void CommandPalette::move(int by)
{
    const int rows = m_model->rowCount();
    if (rows > 0)
        m_list->setCurrentIndex(m_model->index((m_list->currentIndex().row() + by + rows) % rows, 0));
}

void CommandPalette::place()
{
    const QWidget* area = parentWidget();
    const int width = std::min(560, area->width() - 2 * metric::space4);
    const int rows = std::min(paletteRows, std::max(1, m_model->rowCount()));
    const int height = std::min(rows * paletteRowHeight + m_query->sizeHint().height() + 3 * metric::space2 + 6,
                                area->height() - 2 * metric::space4);
    setGeometry((area->width() - width) / 2, std::min(80, (area->height() - height) / 2), width, height);
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    if (watched == m_query && event->type() == QEvent::FocusOut &&
        static_cast<QFocusEvent*>(event)->reason() != Qt::ActiveWindowFocusReason)
        hide();
    if (watched != m_query || event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Up:
        return move(-1), true;
    case Qt::Key_Down:
        return move(1), true;
    case Qt::Key_PageUp:
        return move(-std::min(paletteRows - 1, m_list->currentIndex().row())), true;
    case Qt::Key_PageDown:
        return move(std::min(paletteRows - 1, m_model->rowCount() - 1 - m_list->currentIndex().row())), true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return runCurrent(), true;
    case Qt::Key_Escape:
        return close(), true;
    default:
        return QFrame::eventFilter(watched, event);
    }
}

} // namespace cacheledger
