// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/layers/layertables.h"

#include <QtWidgets/QWidget>

class QFrame;

namespace cacheledger
{

class FigureTable;
class Theme;

/// What stands below the stages of a cache: operations, segments, model serving and the busiest keys, a card each where
/// a source tells of them.
class LayerDetails : public QWidget
{
    Q_OBJECT

public:
    explicit LayerDetails(Theme* theme, QWidget* parent = nullptr);

    /// Without a frame the figures are unknown.
    void showFigures(const LayerMetrics& metrics, const std::vector<StageConfig>& stages, const Frame* frame);

private:
    struct Detail {
        QFrame* card = nullptr;
        FigureTable* table = nullptr;
    };
    Detail make(const QString& name, const QString& title);
    static void fill(const Detail& detail, const LayerTable& content);

    Theme* m_theme;
    Detail m_operations, m_segments, m_serving, m_items;
};

} // namespace cacheledger
