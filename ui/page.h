// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pagecontext.h"

#include <QtWidgets/QWidget>

#include <functional>
#include <memory>
#include <vector>

namespace cacheledger
{

/// One line of the command palette.
struct PaletteItem {
    QString title;    ///< translated
    QString kind;     ///< translated: "Page", "Cache", "Metric", "Action"
    QString keywords; ///< also searched, never shown: metric ids
    QString shortcut; ///< shown at the right; may be empty
    std::function<void()> run;
};

/// A page of the main window. It asks for data only while it is visible.
class Page : public QWidget
{
    Q_OBJECT

public:
    Page(const PageContext& context, QWidget* parent) : QWidget(parent), m_context(context) {}

    virtual bool usesRange() const { return true; }        ///< the header shows the range picker
    virtual bool usesCache() const { return false; }       ///< the header shows the cache chooser
    virtual bool comparesPeriods() const { return false; } ///< the header shows the switch for it
    virtual bool showsNotes() const { return false; }      ///< N adds one, wherever the focus is
    /// A widget of the page's own that the header shows now; outside the header it is hidden, and the page is its
    /// parent. May be null.
    virtual QWidget* headerWidget() { return nullptr; }
    virtual void refresh() {}
    virtual std::vector<PaletteItem> paletteItems() { return {}; }

Q_SIGNALS:
    void headerWidgetChanged();

protected:
    const PageContext& context() const { return m_context; }

private:
    PageContext m_context;
};

/// A page as the sidebar, the palette and --page know it. Adding a page is adding a line to pages().
struct PageInfo {
    const char* id;
    const char* title; ///< untranslated, context "Page"
    const char* icon;
    bool atBottom;
    bool needsCache; ///< without any cache the welcome page stands in for it
    Page* (*create)(const PageContext& context, QWidget* parent);
};

const std::vector<PageInfo>& pages();
QString pageTitle(const PageInfo& page);

} // namespace cacheledger
