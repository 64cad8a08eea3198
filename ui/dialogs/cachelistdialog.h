// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cachelists/cachelist.h"
#include "ui/background.h"
#include "ui/services.h"

#include <QtWidgets/QDialog>

class QCheckBox;
class QLabel;
class QPushButton;

namespace cacheledger
{

class FigureTable;
class Theme;

/// Takes over caches from a list that another tool or somebody wrote: reads it, shows what would be taken and what not,
/// and why, and adds what the user then agrees to. Passwords go to the keychain (or this session) if that is wanted,
/// never into a file.
class CacheListDialog : public QDialog
{
    Q_OBJECT

public:
    CacheListDialog(Services services, Theme* theme, QWidget* parent = nullptr);

    /// Reads outside the GUI thread; previewed() follows.
    void read(const QString& file);

Q_SIGNALS:
    void previewed();
    void imported(int count); ///< they are configured now

private:
    QLayout* makeButtons(Theme* theme);
    void chooseFile();
    void preview(const QString& file, const Result<CacheList>& list);
    void showRows();
    QString summary() const;
    QString leftOut() const;
    void takeOver();
    void tell(const QString& text, bool problem);

    Services m_services;
    QLabel* m_file;
    QLabel* m_message;
    QLabel* m_notes;
    FigureTable* m_table;
    QCheckBox* m_passwords;
    QPushButton* m_choose = nullptr;
    QPushButton* m_import = nullptr;
    CacheList m_list;
    Background m_reading;
};

} // namespace cacheledger
