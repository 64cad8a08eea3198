// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chartmenu.h"

#include "ui/charts/chartpanel.h"
#include "ui/theme.h"

#include <QtCore/QDateTime>
#include <QtCore/QDir>
#include <QtCore/QStandardPaths>
#include <QtGui/QAction>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtGui/QImage>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QMenu>

namespace cacheledger
{

using namespace Qt::StringLiterals;

ChartMenu::ChartMenu(ChartPanel* panel, Theme* theme) : QObject(panel), m_panel(panel), m_theme(theme)
{
    connect(add("copyPicture", tr("Copy picture"), "copy"), &QAction::triggered, this, &ChartMenu::copyPicture);
    connect(add("savePng", tr("Save PNG…"), "save"), &QAction::triggered, this,
            [this] { askForFile(u"png"_s, tr("PNG pictures (*.png)")); });
    connect(add("saveSvg", tr("Save SVG…"), "save"), &QAction::triggered, this,
            [this] { askForFile(u"svg"_s, tr("SVG pictures (*.svg)")); });
    connect(add("saveCsv", tr("Save CSV…"), "save"), &QAction::triggered, this,
            [this] { askForFile(u"csv"_s, tr("CSV tables (*.csv)")); });
    add("separator", {}, nullptr)->setSeparator(true);
    m_table = add("showTable", tr("Show table"), "table");
    m_logarithmic = add("logarithmic", tr("Logarithmic scale"), nullptr);
    m_logarithmic->setCheckable(true);
    add("noteSeparator", {}, nullptr)->setSeparator(true);
    m_addNote = add("addNote", tr("Add note here…"), "edit");
    m_addNote->setShortcut(Qt::Key_N);
    m_addNote->setShortcutContext(Qt::WidgetShortcut); // shown only: the plot listens to the key itself
    m_removeNote = add("removeNote", {}, "remove");
    connect(m_addNote, &QAction::triggered, this, [this] { Q_EMIT m_panel->noteRequested(m_timeMs); });
    connect(m_removeNote, &QAction::triggered, this, [this] {
        if (const auto note = m_panel->noteNear(m_timeMs))
            Q_EMIT m_panel->noteRemovalRequested(*note);
    });
    setNotesShown(false);
    panel->setContextMenuPolicy(Qt::CustomContextMenu);
}

QAction* ChartMenu::add(const char* name, const QString& text, const char* icon)
{
    auto* action = new QAction(text, m_panel);
    action->setObjectName(QLatin1String(name));
    if (icon)
        action->setIcon(m_theme->icon(QLatin1String(icon)));
    m_panel->addAction(action);
    return action;
}

void ChartMenu::setNotesShown(bool shown)
{
    m_addNote->setVisible(shown);
    m_addNote->setEnabled(shown);
    m_removeNote->setVisible(false);
}

void ChartMenu::popup(QPoint global, TimeMs timeMs)
{
    constexpr int shownCharacters = 40;
    m_timeMs = timeMs;
    const auto note = m_addNote->isVisible() ? m_panel->noteNear(timeMs) : std::nullopt;
    m_removeNote->setVisible(note.has_value());
    if (note)
        m_removeNote->setText(tr("Remove “%1”")
                                  .arg(note->text.size() > shownCharacters
                                           ? note->text.left(shownCharacters).trimmed() + u'…'
                                           : note->text));
    auto* menu = new QMenu(m_panel);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions(m_panel->actions());
    menu->popup(global);
}

void ChartMenu::copyPicture()
{
    QGuiApplication::clipboard()->setImage(m_panel->toImage());
    Q_EMIT m_panel->notice(tr("Picture of “%1” copied.").arg(m_panel->spec().title));
}

void ChartMenu::askForFile(const QString& suffix, const QString& filter)
{
    auto* dialog = new QFileDialog(m_panel->window(), tr("Save “%1”").arg(m_panel->spec().title));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->setNameFilter(filter);
    dialog->setDefaultSuffix(suffix);
    dialog->setDirectory(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    const QString now = QDateTime::currentDateTime().toString(u"yyyyMMdd-HHmmss"_s);
    dialog->selectFile(u"%1-%2.%3"_s.arg(m_panel->spec().id, now, suffix));
    connect(dialog, &QFileDialog::fileSelected, this, [this, suffix](const QString& file) { save(file, suffix); });
    dialog->open();
}

void ChartMenu::save(const QString& file, const QString& suffix)
{
    const Result<void> saved = suffix == u"csv"_s   ? m_panel->saveCsv(file)
                               : suffix == u"svg"_s ? m_panel->saveSvg(file)
                                                    : m_panel->savePng(file);
    Q_EMIT m_panel->notice(saved.ok() ? tr("Saved %1.").arg(QDir::toNativeSeparators(file)) : saved.error().text());
}

} // namespace cacheledger
